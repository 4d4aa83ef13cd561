"""Every figure of the application: a data function and a specification each; no Streamlit here.

A module is one figure. Its `table(…)` turns rows of the marts into an Arrow table with exactly the
figure's columns, its `Options` say how it is drawn, its `chart(options)` draws it.
`specs.of(name, options)` gives the Vega-Lite specification, without data: it depends on the options
only, is built once and then kept. A page draws them together:

    table = standing_ladder_rows.table(…)
    options = standing_ladder.Options.for_table(table, …)
    st.vega_lite_chart(table, specs.of("ladder", options))

All words come in through the options; numbers follow `options.language` ('vi' or 'en').
"""

"""Facts in, sentences out: what a card, a page or an error says, in the reader's language.

Every function takes the words of a language (`rankings.words.text.Words`) and facts that were
computed elsewhere. Nothing is computed here but the difference of two figures that stand side by
side (two ranks, two scores). Sentences may hold Markdown bold, start with a capital, end
with a full stop and never show a signed number. Short labels (period, source, band, chips) have no
full stop.
"""

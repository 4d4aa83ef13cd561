"""Who may do what, where people sign in: accounts, their passwords, attempts, sessions, the audit.

    var/accounts/events.jsonl    what became of accounts, a line each; the last of an account counts
    var/accounts/attempts.json   passwords that were tried in vain, by account and by address
    var/accounts/sessions/       who is signed in, a file for each session
    var/accounts/audit.jsonl     who changed, signed in or was refused; each line holds to the last

None of it is part of a version: an account that is removed is gone from earlier states as well.
"""

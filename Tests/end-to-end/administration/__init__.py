"""The management API from outside: a tenant that is made by API, and checks of what an administrator does there.

A check is a function of a `Tenant` that says in its first line what it shows, as in `conformance`.
"""

"""`python -m audit_app.cli` is `audit-app`."""

from audit_app.cli import main

main()

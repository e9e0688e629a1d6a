"""`make load`: many people at once, without browsers, against this server alone; apart from the tests."""

"""What is found, as JSON for other programs: one module a kind of answer; its keys are ASCII."""

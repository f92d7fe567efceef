"""What several tests build on: configs, traces without files, a gradient checker."""

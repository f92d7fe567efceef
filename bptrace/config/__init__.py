"""A config in YAML or JSON -> an experiment that is known to be sound, or every problem it has."""

from bptrace.config.assignments import Assignment
from bptrace.config.document import Document, check_findings
from bptrace.config.experiment import Experiment
from bptrace.config.gallery import gallery
from bptrace.config.loading import Loaded, load

__all__ = ["Assignment", "Document", "Experiment", "Loaded", "check_findings", "gallery", "load"]

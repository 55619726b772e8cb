"""Every loader whose results visitors share, by subject. The only package that caches."""

from cnnviz.ui.caches.data_sets import data_preview, left_out_key, run_samples, samples, survey_job
from cnnviz.ui.caches.model_answers import (
    count_correct,
    epoch_maps,
    measured_field,
    shifted_evaluation,
    variants,
)
from cnnviz.ui.caches.model_files import detector_of, doubt_rule, layer_weights, model_info, network
from cnnviz.ui.caches.model_work import (
    inspection_job,
    known_job,
    method_scores,
    sheet_work,
)
from cnnviz.ui.caches.pictures import built_in_picture, training_trace
from cnnviz.ui.caches.run_answers import (
    epoch_probabilities,
    features_of,
    recorded_answers,
    recorded_history,
    test_answers,
)
from cnnviz.ui.caches.run_list import queue_outlook, run_label, run_summary, time_left
from cnnviz.ui.caches.server_engine import engine
from cnnviz.ui.caches.shared_answers import shared_results
from cnnviz.ui.caches.storage_problem import storage_problem

__all__ = [
    "built_in_picture",
    "count_correct",
    "data_preview",
    "detector_of",
    "doubt_rule",
    "engine",
    "epoch_maps",
    "epoch_probabilities",
    "features_of",
    "inspection_job",
    "known_job",
    "layer_weights",
    "left_out_key",
    "measured_field",
    "method_scores",
    "model_info",
    "network",
    "queue_outlook",
    "recorded_answers",
    "recorded_history",
    "run_label",
    "run_samples",
    "run_summary",
    "samples",
    "shared_results",
    "sheet_work",
    "shifted_evaluation",
    "storage_problem",
    "survey_job",
    "test_answers",
    "time_left",
    "training_trace",
    "variants",
]

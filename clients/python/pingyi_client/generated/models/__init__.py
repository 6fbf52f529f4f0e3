"""Contains all the data models used in inputs/outputs"""

from .adapter_list import AdapterList
from .adapter_out import AdapterOut
from .body_intake_send_attachment import BodyIntakeSendAttachment
from .bulk_counts import BulkCounts
from .bulk_form import BulkForm
from .bulk_out import BulkOut
from .bulk_sort import BulkSort
from .bulk_target import BulkTarget
from .case_state import CaseState
from .channel import Channel
from .checkpoint_out import CheckpointOut
from .checkpoints_out import CheckpointsOut
from .client_self import ClientSelf
from .clock_kind import ClockKind
from .cloud_event import CloudEvent
from .cloud_event_data import CloudEventData
from .contact_in import ContactIn
from .delivery_out import DeliveryOut
from .delivery_sort import DeliverySort
from .delivery_state import DeliveryState
from .dictionary_entry import DictionaryEntry
from .dictionary_out import DictionaryOut
from .endpoint_edit import EndpointEdit
from .endpoint_in import EndpointIn
from .endpoint_made import EndpointMade
from .endpoint_out import EndpointOut
from .endpoint_sort import EndpointSort
from .endpoint_state import EndpointState
from .event_page import EventPage
from .field_problem_out import FieldProblemOut
from .identity_mode import IdentityMode
from .intake_detail import IntakeDetail
from .intake_in import IntakeIn
from .intake_item import IntakeItem
from .intake_registered import IntakeRegistered
from .intake_sort import IntakeSort
from .job_out import JobOut
from .job_out_result_type_0 import JobOutResultType0
from .job_sort import JobSort
from .job_state import JobState
from .matter_offered import MatterOffered
from .offered_sort import OfferedSort
from .outcome import Outcome
from .page_bulk_out import PageBulkOut
from .page_delivery_out import PageDeliveryOut
from .page_endpoint_out import PageEndpointOut
from .page_intake_item import PageIntakeItem
from .page_job_out import PageJobOut
from .page_matter_offered import PageMatterOffered
from .page_pushed_record import PagePushedRecord
from .part import Part
from .pause_kind import PauseKind
from .problem import Problem
from .progress import Progress
from .public_key_out import PublicKeyOut
from .public_keys_out import PublicKeysOut
from .public_round import PublicRound
from .public_rounds import PublicRounds
from .public_version import PublicVersion
from .push_answer import PushAnswer
from .pushed_rating import PushedRating
from .pushed_record import PushedRecord
from .pushed_sort import PushedSort
from .rated import Rated
from .rating import Rating
from .rating_channel import RatingChannel
from .rating_reason import RatingReason
from .record_extension_in import RecordExtensionIn
from .record_in import RecordIn
from .record_pause_in import RecordPauseIn
from .record_result import RecordResult
from .record_state import RecordState
from .relayed_message import RelayedMessage
from .relayed_review import RelayedReview
from .relayed_text import RelayedText
from .relayed_withdrawal import RelayedWithdrawal
from .replay_in import ReplayIn
from .replay_out import ReplayOut
from .rotation_in import RotationIn
from .round_kind import RoundKind
from .secret_out import SecretOut
from .service_rating_in import ServiceRatingIn
from .stopped_by import StoppedBy
from .table_name import TableName
from .test_out import TestOut
from .track_act import TrackAct
from .track_answer import TrackAnswer
from .track_choice import TrackChoice
from .track_deadline import TrackDeadline
from .track_step import TrackStep
from .word_table import WordTable
from .word_table_categories import WordTableCategories
from .word_table_members import WordTableMembers
from .word_table_modes import WordTableModes
from .word_table_states import WordTableStates
from .word_table_units import WordTableUnits
from .work_order import WorkOrder

__all__ = (
    "AdapterList",
    "AdapterOut",
    "BodyIntakeSendAttachment",
    "BulkCounts",
    "BulkForm",
    "BulkOut",
    "BulkSort",
    "BulkTarget",
    "CaseState",
    "Channel",
    "CheckpointOut",
    "CheckpointsOut",
    "ClientSelf",
    "ClockKind",
    "CloudEvent",
    "CloudEventData",
    "ContactIn",
    "DeliveryOut",
    "DeliverySort",
    "DeliveryState",
    "DictionaryEntry",
    "DictionaryOut",
    "EndpointEdit",
    "EndpointIn",
    "EndpointMade",
    "EndpointOut",
    "EndpointSort",
    "EndpointState",
    "EventPage",
    "FieldProblemOut",
    "IdentityMode",
    "IntakeDetail",
    "IntakeIn",
    "IntakeItem",
    "IntakeRegistered",
    "IntakeSort",
    "JobOut",
    "JobOutResultType0",
    "JobSort",
    "JobState",
    "MatterOffered",
    "OfferedSort",
    "Outcome",
    "PageBulkOut",
    "PageDeliveryOut",
    "PageEndpointOut",
    "PageIntakeItem",
    "PageJobOut",
    "PageMatterOffered",
    "PagePushedRecord",
    "Part",
    "PauseKind",
    "Problem",
    "Progress",
    "PublicKeyOut",
    "PublicKeysOut",
    "PublicRound",
    "PublicRounds",
    "PublicVersion",
    "PushAnswer",
    "PushedRating",
    "PushedRecord",
    "PushedSort",
    "Rated",
    "Rating",
    "RatingChannel",
    "RatingReason",
    "RecordExtensionIn",
    "RecordIn",
    "RecordPauseIn",
    "RecordResult",
    "RecordState",
    "RelayedMessage",
    "RelayedReview",
    "RelayedText",
    "RelayedWithdrawal",
    "ReplayIn",
    "ReplayOut",
    "RotationIn",
    "RoundKind",
    "SecretOut",
    "ServiceRatingIn",
    "StoppedBy",
    "TableName",
    "TestOut",
    "TrackAct",
    "TrackAnswer",
    "TrackChoice",
    "TrackDeadline",
    "TrackStep",
    "WordTable",
    "WordTableCategories",
    "WordTableMembers",
    "WordTableModes",
    "WordTableStates",
    "WordTableUnits",
    "WorkOrder",
)

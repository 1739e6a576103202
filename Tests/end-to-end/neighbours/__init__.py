"""The worst that one provider, client or stranger may send, each an attack of its own."""

from .attack import Peace
from .churn import Churn
from .connections import IdleConnections, SlowRequests
from .documents import DeepBodies, DeepOptions, ManyNames, NestedArrays
from .floods import BulkFlood, RemovalFlood
from .graphs import DenseGroups, GroupChain
from .lists import LongOrders, Scans
from .members import DryRuns, PatchFilters, Replacements
from .waits import WaitingRequests

#: In the order in which they are tried. Those that leave much behind come last.
ATTACKS = (
    Peace,
    NestedArrays,
    DeepBodies,
    ManyNames,
    IdleConnections,
    SlowRequests,
    WaitingRequests,
    LongOrders,
    Scans,
    RemovalFlood,
    BulkFlood,
    PatchFilters,
    Replacements,
    DryRuns,
    DenseGroups,
    GroupChain,
    Churn,
    DeepOptions,
)

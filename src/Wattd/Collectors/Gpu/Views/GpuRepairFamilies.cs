using System.Collections.Immutable;
using Wattd.Metrics;
using static Wattd.Collectors.Gpu.Views.GpuFamily;
using static Wattd.Metrics.MetricFamilyType;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The metric families of what a GPU repairs by itself: packets that are sent again, and memory that is replaced.</summary>
static class GpuRepairFamilies
{
    public static readonly MetricFamily PcieReplays = Of(
        "gpu_pcie_replays_total",
        "Packets that were sent over PCIe again since the driver was loaded; from nvmlDeviceGetFieldValues PCIE_REPLAY_COUNTER or nvidia-smi replay_counter.",
        Counter);

    public static readonly MetricFamily Rows = Of(
        "gpu_remapped_rows",
        "Rows of memory that were replaced by spare ones, by kind of the errors: correctable or uncorrectable; from nvmlDeviceGetFieldValues REMAPPED or nvidia-smi remapped_rows, Ampere and newer.",
        Gauge, Both, "kind");

    public static readonly MetricFamily RowsPending = Of(
        "gpu_remapped_rows_pending",
        "1 if a row of memory will be replaced at the next reset of the GPU, else 0; from nvmlDeviceGetFieldValues REMAPPED_PENDING or nvidia-smi remapped_row_pending.");

    public static readonly MetricFamily RowsFailure = Of(
        "gpu_remapped_rows_failure",
        "1 if a row of memory could not be replaced, so that the board has to be replaced, else 0; from nvmlDeviceGetFieldValues REMAPPED_FAILURE or nvidia-smi remapped_row_failure.");

    public static readonly MetricFamily Pages = Of(
        "gpu_retired_pages",
        "Pages of memory that are no longer used, by kind of the errors: single_bit or double_bit; from nvmlDeviceGetFieldValues RETIRED or nvidia-smi retired_pages, boards older than Ampere.",
        Gauge, Both, "kind");

    public static readonly MetricFamily PagesPending = Of(
        "gpu_retired_pages_pending",
        "1 if a page of memory will be retired at the next reset of the GPU, else 0; from nvmlDeviceGetFieldValues RETIRED_PENDING or nvidia-smi pending_retirement.");

    public static readonly ImmutableArray<MetricFamily> All = [PcieReplays, Rows, RowsPending, RowsFailure, Pages, PagesPending];
}

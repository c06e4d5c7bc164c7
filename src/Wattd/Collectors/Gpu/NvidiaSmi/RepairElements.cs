namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// The repairs of the GPU's memory: <c>remapped_rows</c> (Ampere and newer), or a text, and <c>retired_pages</c> (older boards).
/// </summary>
static class RepairElements
{
    public static void Read(Element gpu, ref GpuReading reading)
    {
        var rows = gpu.Child("remapped_rows");
        reading.RemappedRowsCorrectable = Count(rows?.Child("remapped_row_corr"));
        reading.RemappedRowsUncorrectable = Count(rows?.Child("remapped_row_unc"));
        reading.RemappedRowsPending = Flag(rows?.Child("remapped_row_pending"));
        reading.RemappedRowsFailure = Flag(rows?.Child("remapped_row_failure"));

        var pages = gpu.Child("retired_pages");
        reading.RetiredPagesSingleBit = Count(pages?.Child("multiple_single_bit_retirement")?.Child("retired_count"));
        reading.RetiredPagesDoubleBit = Count(pages?.Child("double_bit_retirement")?.Child("retired_count"));
        reading.RetiredPagesPending = Flag(pages?.Child("pending_retirement"));
    }

    static double? Count(Element? element) => Plausible.Repairs(Measure.Number(element));

    static double? Flag(Element? element) => element?.Text switch
    {
        "Yes" => 1,
        "No" => 0,
        _ => null,
    };
}

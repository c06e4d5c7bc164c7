namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// The memory errors under <c>ecc_errors/volatile</c>: totals of <c>single_bit</c> and <c>double_bit</c> up to Volta,
/// flat counts of SRAM and DRAM from Turing on, of which drivers since about 550 split the uncorrectable ones of SRAM.
/// </summary>
static class EccElement
{
    static readonly string[] Corrected = ["sram_correctable", "dram_correctable"];

    static readonly string[] Uncorrected =
        ["sram_uncorrectable", "sram_uncorrectable_parity", "sram_uncorrectable_secded", "dram_uncorrectable"];

    public static void Read(Element? errors, ref GpuReading reading)
    {
        reading.EccCorrectedErrors = Measure.Errors(errors?.Child("single_bit")?.Child("total")) ?? Sum(errors, Corrected);
        reading.EccUncorrectedErrors = Measure.Errors(errors?.Child("double_bit")?.Child("total")) ?? Sum(errors, Uncorrected);
    }

    /// <summary>The sum of the reported counts; null if there is none.</summary>
    static double? Sum(Element? errors, string[] names)
    {
        double? sum = null;
        foreach (var name in names)
        {
            if (Measure.Errors(errors?.Child(name)) is { } count)
                sum = (sum ?? 0) + count;
        }
        return sum;
    }
}

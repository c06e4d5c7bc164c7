using CsCheck;
using Wattd.Commands.Measure.Meters;

namespace Wattd.Tests.Commands.Measure;

public class ExpositionSampleTests
{
    const string Page = """
        # HELP rapl_energy_joules_total Energy.
        # TYPE rapl_energy_joules_total counter
        rapl_energy_joules_total{zone="package_0",package="0"} 1234.567891
        rapl_energy_joules_total{zone="psys"} 2.5e+03
        rapl_energy_joules_total{zone="bad"} NaN
        rapl_energy_joules_total{zone="worse"} -1
        rapl_energy_joules_totals{zone="other"} 5
        gpu_energy_joules_total{gpu_id="00000000:01:00.0",gpu_name="a \"b\" \\ c, d=\"e\"",gpu_uuid=""} 7
        plain_total 9
        """;

    [Fact]
    public void TheSamplesOfAFamilyAreRead()
    {
        var samples = ExpositionSample.On(Page, "rapl_energy_joules_total").ToArray();
        Assert.Equal([1234.567891, 2500], samples.Select(sample => sample.Value));
        Assert.Equal("package_0", samples[0].Labels["zone"]);
        Assert.Equal("0", samples[0].Labels["package"]);
        Assert.Single(samples[1].Labels);
    }

    [Fact]
    public void EscapesInLabelsAreResolved() =>
        Assert.Equal("a \"b\" \\ c, d=\"e\"", Assert.Single(ExpositionSample.On(Page, "gpu_energy_joules_total")).Labels["gpu_name"]);

    [Fact]
    public void ASampleWithoutLabelsIsOne() => Assert.Equal(9, Assert.Single(ExpositionSample.On(Page, "plain_total")).Value);

    [Fact]
    public void NoPageThrows() =>
        Gen.String.Sample(page => ExpositionSample.On($"x_total{page}\n{page}", "x_total").All(sample => sample.Value >= 0));
}

using CsCheck;
using Wattd.Collectors;

namespace Wattd.Tests.Collectors;

public sealed class SimulatedPowerTests
{
    static readonly Gen<SimulatedPower> AnyPower =
        Gen.Select(Gen.Double[1, 500], Gen.Double[0, 1], Gen.Double[5, 100], (mean, part, period) => new SimulatedPower(mean, mean * part, period));

    [Fact]
    public void EnergyNeverFalls() =>
        Gen.Select(AnyPower, Gen.Double[0, 1e6], Gen.Double[0, 10])
            .Sample((power, start, span) => Assert.True(power.JoulesAt(start + span) >= power.JoulesAt(start) - 1e-6));

    [Fact]
    public void EnergyIsTheIntegralOfPower() =>
        Gen.Select(AnyPower, Gen.Double[0, 1000]).Sample((power, start) =>
        {
            const double Step = 1e-4;
            var slope = (power.JoulesAt(start + Step) - power.JoulesAt(start)) / Step;
            Assert.InRange(slope, power.WattsAt(start) - 0.1, power.WattsAt(start) + 0.1);
        });
}

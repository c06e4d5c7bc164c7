using CsCheck;
using Wattd.Commands.Measure.Report;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.MadeUpRun;

namespace Wattd.Tests.Commands.Measure;

public class FigureTests
{
    [Fact]
    public void TheDeviationIsThatOfASample()
    {
        var figure = Figure.Of([2, 4, 4, 4, 5, 5, 7, 9])!.Value;
        Assert.Equal(5, figure.Mean);
        Assert.Equal(Math.Sqrt(32.0 / 7), figure.Deviation!.Value, 12);
        Assert.Equal(8, figure.Count);
    }

    [Fact]
    public void OneRunHasNoDeviation() => Assert.Null(Figure.Of([3])!.Value.Deviation);

    [Fact]
    public void RunsWithoutTheFigureAreLeftOut()
    {
        Assert.Equal(new Figure(3, Math.Sqrt(2), 2), Figure.Of([2, null, 4]));
        Assert.Null(Figure.Of([null, null]));
    }

    [Fact]
    public void EqualRunsHaveNoDeviationAndOrderDoesNotMatter() =>
        Gen.Double[0.001, 1e6].Array[2, 50].Sample(values =>
            Figure.Of(values.Select(_ => (double?)values[0]))!.Value.Deviation < 1e-6 * values[0] + 1e-9
            && Math.Abs(Figure.Of(values.Select(value => (double?)value))!.Value.Deviation!.Value
                - Figure.Of(values.Reverse().Select(value => (double?)value))!.Value.Deviation!.Value) < 1e-6 * values.Max());

    [Fact]
    public void ARunThatFailedIsNotInTheMeanUnlessAllDid()
    {
        MeasuredRun good = MadeUpRun.Of(10, Used(Package, 100, 10)), bad = MadeUpRun.Of(1, Used(Package, 10, 1)) with { ExitCode = 1 };
        Assert.Equal(100, Joules(good, bad));
        Assert.Equal(10, Joules(bad));
    }

    static double Joules(params MeasuredRun[] runs) =>
        new MeasureReport { Version = "1.0.0", Command = ["true"], Runs = [.. runs] }.Figures.First(figure => figure.Name.Json == "joules").Figure.Mean;

    [Fact]
    public void AReportHasTheFiguresThatItsRunsHave()
    {
        var report = new MeasureReport
        {
            Version = "1.0.0",
            Command = ["true"],
            Runs = [MadeUpRun.Of(10, Used(Package, 100, 10)), MadeUpRun.Of(10, Used(Package, 120, 10)) with { Number = 2 }],
        };
        var figures = report.Figures.ToDictionary(figure => figure.Name.Json, figure => figure.Figure);
        Assert.Equal(["duration_seconds", "joules", "mean_watts", "peak_watts"], figures.Keys);
        Assert.Equal(110, figures["joules"].Mean);
    }
}

using CsCheck;
using Wattd.Settings.Syntax;

namespace Wattd.Tests.Settings.Syntax;

public sealed class DurationSyntaxTests
{
    static readonly DurationSyntax Any = new(TimeSpan.Zero, TimeSpan.FromDays(1000), TimeSpan.FromSeconds(1));

    static readonly Gen<TimeSpan> Durations = Gen.OneOf(
        Gen.Long[0, TimeSpan.FromDays(1000).Ticks].Select(TimeSpan.FromTicks),
        Gen.Int[0, 100_000].Select(number => TimeSpan.FromMilliseconds(number)),
        Gen.Int[0, 100_000].Select(number => TimeSpan.FromSeconds(number)),
        Gen.Int[0, 100_000].Select(number => TimeSpan.FromMinutes(number)));

    [Fact]
    public void WhatIsWrittenIsReadBackTheSame() =>
        Durations.Sample(duration => Any.TryParse(Any.Format(duration), out var read) && read == duration);

    [Fact]
    public void TheUnitsAgree() =>
        Gen.Int[0, 20_000].Sample(seconds =>
            Any.TryParse($"{seconds}s", out var inSeconds)
            && Any.TryParse($"{seconds}000ms", out var inMilliseconds)
            && Any.TryParse($"{seconds * 60}s", out var sixty)
            && Any.TryParse($"{seconds}m", out var inMinutes)
            && inSeconds == TimeSpan.FromSeconds(seconds) && inSeconds == inMilliseconds && sixty == inMinutes);

    [Fact]
    public void OnlyValuesWithinTheRangeAreAccepted() =>
        Gen.Select(Durations, Durations, Durations).Sample((a, b, duration) =>
        {
            var (minimum, maximum) = a < b ? (a, b) : (b, a);
            var taken = new DurationSyntax(minimum, maximum, minimum).TryParse(DurationSyntax.Write(duration), out _);
            return taken == (duration >= minimum && duration <= maximum);
        });

    [Fact]
    public void NoTextThrows() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789.,-+ mse"], 0, 40]).Sample(text =>
            Any.TryParse(text, out var duration) ? duration >= TimeSpan.Zero : Any.Complaint(text, Any.Allowed).Length > 0);

    [Theory]
    [InlineData("1.5s", 1500)]
    [InlineData("0.25m", 15_000)]
    [InlineData("100 ms", 100)]
    [InlineData("007ms", 7)]
    [InlineData(".5s", 500)]
    public void DecimalsAreAccepted(string text, int milliseconds)
    {
        Assert.True(Any.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }
}

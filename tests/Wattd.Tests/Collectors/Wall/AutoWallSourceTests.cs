using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall;

namespace Wattd.Tests.Collectors.Wall;

public sealed class AutoWallSourceTests : IDisposable
{
    readonly Source _acpi = new("acpi0", TimeSpan.FromSeconds(1));
    readonly Source _ipmi = new("bmc0", TimeSpan.FromSeconds(10));
    readonly AutoWallSource _source;

    public AutoWallSourceTests() => _source = new AutoWallSource(_acpi, _ipmi);

    public void Dispose() => _source.Dispose();

    string Meter() => Assert.Single(_source.Read().Inventory.Meters).Name;

    [Fact]
    public void TheBmcIsNotAskedWhereThereIsAnAcpiMeter()
    {
        Assert.Equal("acpi0", Meter());
        Assert.Equal(0, _ipmi.Reads);
        Assert.Equal(TimeSpan.FromSeconds(1), _source.DefaultInterval);
    }

    [Theory]
    [InlineData(WallFailure.NoMeter)]
    [InlineData(WallFailure.PermissionDenied)]
    public void WithoutAnAcpiMeterTheBmcIsRead(string reason)
    {
        _acpi.Reason = reason;
        Assert.Equal("bmc0", Meter());
        Assert.Equal(TimeSpan.FromSeconds(10), _source.DefaultInterval);
    }

    [Fact]
    public void TheSourceInUseIsKeptWhileItHasAMeter()
    {
        _acpi.Reason = WallFailure.NoMeter;
        Assert.Equal("bmc0", Meter());
        _acpi.Reason = null;
        Assert.Equal("bmc0", Meter());
        Assert.Equal(1, _acpi.Reads);
        _ipmi.Reason = WallFailure.NoMeter;
        Assert.Equal("acpi0", Meter());
    }

    [Theory]
    [InlineData(WallFailure.NoMeter, "acpi0 is absent")]
    [InlineData(WallFailure.PermissionDenied, "acpi0 is absent; bmc0 is absent")]
    [InlineData(WallFailure.Unsupported, "acpi0 is absent; bmc0 is absent")]
    public void WithoutEitherThereIsNoMeter(string ofIpmi, string message)
    {
        (_acpi.Reason, _ipmi.Reason) = (WallFailure.NoMeter, ofIpmi);
        for (var i = 0; i < 2; i++)
        {
            var failure = Assert.Throws<SourceException>(() => _source.Read());
            Assert.Equal((WallFailure.NoMeter, message), (failure.Reason, failure.Message));
        }
        _acpi.Reason = null;
        Assert.Equal("acpi0", Meter());
    }

    [Fact]
    public void BothAbsentAfterTheBmcWasInUseIsTheSameMessage()
    {
        _acpi.Reason = WallFailure.NoMeter;
        Assert.Equal("bmc0", Meter());
        _ipmi.Reason = WallFailure.PermissionDenied;
        Assert.Equal("acpi0 is absent; bmc0 is absent", Assert.Throws<SourceException>(() => _source.Read()).Message);
    }

    [Fact]
    public void BothAreDisposedOf()
    {
        _source.Dispose();
        Assert.Equal((true, true), (_acpi.IsDisposed, _ipmi.IsDisposed));
    }

    [Fact]
    public void ABmcThatFailsIsAFailureAndItsIntervalsHold()
    {
        (_acpi.Reason, _ipmi.Reason) = (WallFailure.NoMeter, WallFailure.Timeout);
        Assert.Equal(WallFailure.Timeout, Assert.Throws<SourceException>(() => _source.Read()).Reason);
        Assert.Equal(TimeSpan.FromSeconds(10), _source.DefaultInterval);
    }

    [Fact]
    public void AnAcpiMeterThatAppearsBesideABmcThatNeverAnsweredIsRead()
    {
        (_acpi.Reason, _ipmi.Reason) = (WallFailure.NoMeter, WallFailure.Timeout);
        Assert.Throws<SourceException>(() => _source.Read());
        _acpi.Reason = null;
        Assert.Equal("acpi0", Meter());
        Assert.Equal(TimeSpan.FromSeconds(1), _source.DefaultInterval);
    }

    sealed class Source(string name, TimeSpan interval) : IWallSource
    {
        readonly WallInventory _inventory = new([new WallMeter("test", name)]);

        public string? Reason { get; set; }

        public int Reads { get; private set; }

        public TimeSpan DefaultInterval => interval;

        public WallAnswer Read(Func<WallMeter, bool>? isLeftAlone = null)
        {
            Reads++;
            return Reason is null ? new WallAnswer(_inventory, [new WallValue(1)]) : throw new SourceException(Reason, $"{name} is absent");
        }

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}

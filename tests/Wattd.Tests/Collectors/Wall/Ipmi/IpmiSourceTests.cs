using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall;
using Wattd.Collectors.Wall.Ipmi;
using Wattd.Tests.Support;
using static Wattd.Linux.Errno;

namespace Wattd.Tests.Collectors.Wall.Ipmi;

public sealed class IpmiSourceTests : IDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly WallOptions _options = new() { Source = WallSourceChoice.Ipmi };
    readonly FakeBmc _bmc;
    readonly IpmiSource _source;

    public IpmiSourceTests()
    {
        _bmc = new FakeBmc(_time);
        _source = new IpmiSource(_options, _bmc, _time);
    }

    public void Dispose() => _source.Dispose();

    /// <summary>The bytes of an answer without an example in the field.</summary>
    static byte[] Answer(int watts, uint timestamp, byte state) =>
        [0, 0xDC, .. BitConverter.GetBytes((ushort)watts), 1, 0, 2, 0, 3, 0, .. BitConverter.GetBytes(timestamp), .. BitConverter.GetBytes(1000), state];

    WallValue Value() => Assert.Single(_source.Read().Values);

    SourceException Failure()
    {
        var failure = Assert.Throws<SourceException>(() => _source.Read());
        Assert.Null(_bmc.Path);
        return failure;
    }

    [Fact]
    public void TheBmcIsAskedForThePowerOfTheWholeMachine()
    {
        var answer = _source.Read();
        Assert.Equal(new WallMeter("ipmi", "bmc0"), Assert.Single(answer.Inventory.Meters));
        Assert.Equal(new WallValue(164), Assert.Single(answer.Values));
        Assert.Equal(["/dev/ipmi0: type c channel f lun 0, netfn 2c cmd 2 data DC010000"], _bmc.Questions);
        Assert.Same(answer.Inventory, _source.Read().Inventory);
    }

    [Fact]
    public void TheDeviceIsOpenOnlyWhileAQuestionIs()
    {
        _source.Read();
        Assert.Null(_bmc.Path);
        _source.Read();
        Assert.Null(_bmc.Path);
        Assert.Equal(2, _bmc.Opens);
    }

    [Fact]
    public void AReadingOfOpenBmcIsTakenWithoutItsActiveBit()
    {
        // phosphor-host-ipmid: minimum, maximum and average are the power, and the rest is 0.
        _bmc.Answer = Convert.FromHexString("00DC6400640064006400" + "00000000" + "00000000" + "00");
        Assert.Equal(new WallValue(100), Value());
    }

    [Fact]
    public void AReadingIsNotTakenWhereTheBmcSaysThatItDoesNotMeasure()
    {
        _bmc.Answer = Answer(100, timestamp: 1, state: 0);
        var value = Value();
        Assert.Equal((null, WallFailure.NoData), (value.Watts, value.Reason));
        Assert.Contains("does not measure power", value.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_535)]
    public void WhatFirmwareSaysWhereItKnowsNothingIsNonsense(int watts)
    {
        _bmc.Answer = Answer(watts, timestamp: 1, state: 0x40);
        var status = new CollectorStatus("wall", TimeSpan.FromSeconds(1), WallFailure.All, _time);
        var reading = Assert.Single(new WallReadings(_options, status).Of(TimeSpan.Zero, _source.Read(), _source.DefaultInterval, out var values));
        Assert.Equal((null, WallFailure.Nonsense), (reading.Power, values[0].Reason));
    }

    [Theory]
    [InlineData("C0", WallFailure.NoData)]
    [InlineData("C1", WallFailure.Unsupported)]
    [InlineData("C2", WallFailure.Unsupported)]
    [InlineData("C3", WallFailure.Timeout)]
    [InlineData("C7", WallFailure.ReadFailed)]
    [InlineData("CB", WallFailure.NoData)]
    [InlineData("CC", WallFailure.ReadFailed)]
    [InlineData("D4", WallFailure.PermissionDenied)]
    [InlineData("D5", WallFailure.NoData)]
    [InlineData("FF", WallFailure.ReadFailed)]
    [InlineData("C1DC", WallFailure.Unsupported)]
    public void EveryCompletionCodeIsAFailure(string answer, string reason)
    {
        _bmc.Answer = Convert.FromHexString(answer);
        var failure = Failure();
        Assert.Equal(reason, failure.Reason);
        Assert.EndsWith($"(completion code {answer[..2]})", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABusyBmcIsAskedAtTheNextReading()
    {
        _bmc.Answer = [0xC0];
        Failure();
        _bmc.Answer = FakeBmc.Example;
        Assert.Equal(164, Value().Watts);
    }

    [Fact]
    public void ABmcWithoutTheCommandIsAskedAgainAfterTenDiscoveries()
    {
        _bmc.Answer = [0xC1];
        var first = Failure();
        _bmc.Answer = FakeBmc.Example;
        _time.Advance((10 * _options.DiscoveryInterval) - TimeSpan.FromSeconds(1));
        Assert.Equal((first.Reason, first.Message), (Failure().Reason, Failure().Message));
        Assert.Single(_bmc.Questions);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(164, Value().Watts);
    }

    [Fact]
    public void AShortAnswerIsAReadFailure() => Assert.All(Enumerable.Range(0, 19), length =>
    {
        _bmc.Answer = FakeBmc.Example[..length];
        var failure = Failure();
        Assert.Equal(WallFailure.ReadFailed, failure.Reason);
        Assert.Contains($"answers {length} bytes", failure.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void AnAnswerOfAnotherGroupIsAReadFailure()
    {
        _bmc.Answer = [0, 0x52, .. FakeBmc.Example[2..]];
        Assert.Equal(WallFailure.ReadFailed, Failure().Reason);
    }

    [Fact]
    public void ALongerAnswerIsTaken()
    {
        _bmc.Answer = [.. FakeBmc.Example, 1, 2, 3];
        Assert.Equal(164, Value().Watts);
    }

    [Fact]
    public void OnlyTheAnswerToTheQuestionIsTaken()
    {
        byte[] wrong = Answer(999, timestamp: 1, state: 0x40);
        _bmc.Before.AddRange(
        [
            new FakeBmc.Message(wrong) { Type = 2 },
            new FakeBmc.Message(wrong) { Type = 3 },
            new FakeBmc.Message(wrong) { Id = 1 },
            new FakeBmc.Message(wrong) { NetFn = 0x2C },
            new FakeBmc.Message(wrong) { NetFn = 0x07 },
            new FakeBmc.Message(wrong) { Command = 0x01 },
            new FakeBmc.Message(new byte[300]),
        ]);
        Assert.Equal(164, Value().Watts);
    }

    [Fact]
    public void OtherMessagesDoNotExtendTheWait()
    {
        _bmc.Answer = null;
        _bmc.Before.Add(new FakeBmc.Message([0]) { Type = 2 });
        var begun = _time.GetTimestamp();
        Assert.Equal(WallFailure.Timeout, Failure().Reason);
        Assert.Equal(_options.Timeout, _time.GetElapsedTime(begun));
    }

    [Fact]
    public void AFloodOfOtherMessagesEnds()
    {
        _bmc.Answer = null;
        _bmc.Before.AddRange(Enumerable.Repeat(new FakeBmc.Message([0]) { Type = 2 }, 1000));
        Assert.Equal(WallFailure.ReadFailed, Failure().Reason);
    }

    [Fact]
    public void ABmcThatNeverAnswersIsATimeout()
    {
        _bmc.Answer = null;
        var failure = Failure();
        Assert.Equal(WallFailure.Timeout, failure.Reason);
        Assert.Contains("/dev/ipmi0: the BMC has not answered within 5 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryQuestionHasItsOwnIdentifier()
    {
        _bmc.Answer = null;
        Failure();
        // The answer to the first question, late.
        _bmc.Before.Add(new FakeBmc.Message(Answer(999, timestamp: 1, state: 0x40)) { Id = _bmc.Ids[0] });
        _bmc.Answer = FakeBmc.Example;
        Assert.Equal(164, Value().Watts);
        Assert.Equal(2, _bmc.Ids.Distinct().Count());
    }

    [Fact]
    public void AStopEndsTheWait()
    {
        _bmc.Answer = null;
        var waits = 0;
        _bmc.Waits = () =>
        {
            waits++;
            _source.Interrupt();
        };
        Failure();
        Assert.Equal(1, waits);
    }

    [Theory]
    [InlineData(ENOENT, WallFailure.NoMeter, "modprobe -a ipmi_si ipmi_devintf")]
    [InlineData(ENXIO, WallFailure.NoMeter, "modprobe -a ipmi_si ipmi_devintf")]
    [InlineData(ENODEV, WallFailure.NoMeter, "modprobe -a ipmi_si ipmi_devintf")]
    [InlineData(EPERM, WallFailure.PermissionDenied, "/usr/share/doc/wattd/examples/ipmi.conf")]
    [InlineData(EACCES, WallFailure.PermissionDenied, "/usr/share/doc/wattd/examples/ipmi.conf")]
    [InlineData(EMFILE, WallFailure.ReadFailed, "LimitNOFILE")]
    public void ADeviceThatCannotBeOpenedIsAFailureWithItsFix(int error, string reason, string fix)
    {
        _bmc.OpenError = error;
        var failure = Failure();
        Assert.Equal(reason, failure.Reason);
        Assert.StartsWith("/dev/ipmi0: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(fix, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADeviceThatGoesIsAReadFailure()
    {
        _bmc.SendError = ENODEV;
        Assert.Equal(WallFailure.ReadFailed, Failure().Reason);
        (_bmc.SendError, _bmc.ReceiveError) = (0, ENODEV);
        Assert.Equal(WallFailure.ReadFailed, Failure().Reason);
        (_bmc.ReceiveError, _bmc.PollError) = (0, ENODEV);
        Assert.Equal(WallFailure.ReadFailed, Failure().Reason);
        _bmc.PollError = 0;
        Assert.Equal(164, Value().Watts);
    }

    [Fact]
    public void ADeviceWithoutAMessageAlthoughItSaysSoDoesNotKeepTheThreadBusy()
    {
        _bmc.ReceiveError = EAGAIN;
        Assert.Equal(WallFailure.ReadFailed, Failure().Reason);
    }

    [Fact]
    public void NoMessageIsAFaultOfTheProgram() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Select(Gen.Int[0, 5], Gen.Long, Gen.Byte, Gen.Byte.Array[0, 300]).Array[0, 5]).Sample(messages =>
        {
            var time = new FakeTimeProvider();
            var bmc = new FakeBmc(time) { Answer = messages.Item1 };
            foreach (var (type, id, netFn, data) in messages.Item2)
                bmc.Before.Add(new FakeBmc.Message(data) { Type = type, Id = id, NetFn = netFn });
            using var source = new IpmiSource(_options, bmc, time);
            try
            {
                var value = Assert.Single(source.Read().Values);
                return value.Watts is null ? value.Problem.Length > 0 : value.Watts is >= 0 and <= 65_535;
            }
            catch (SourceException e)
            {
                return e.Message.Length > 0 && bmc.Path is null;
            }
        });

    [Fact]
    public void AnAnswerWithAnyBytesAfterTheGroupIsAValueOrItsAbsence() =>
        Gen.Byte.Array[17].Sample(bytes =>
        {
            var value = DcmiPower.In([0, 0xDC, .. bytes]);
            return value.Watts == bytes[0] + (256 * bytes[1]) || value is { Watts: null, Reason: WallFailure.NoData };
        });
}

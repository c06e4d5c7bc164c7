using System.Collections.Concurrent;
using Wattd.Collectors.Encodes;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Encodes.Cgroups;

public sealed class CgroupFollowerTests : IDisposable
{
    readonly PlantedCgroups _planted = new();
    readonly CollectingLogger _log = new();
    readonly List<CgroupUse> _uses = [];
    CgroupFollower? _follower;

    public void Dispose()
    {
        _follower?.Dispose();
        _planted.Dispose();
    }

    [Fact]
    public void WhatRanBeforeWattdCountsFromNowOn()
    {
        _planted.Add("system.slice/ffmpeg.service", use: 5_000_000).Add("system.slice/nginx.service", use: 9_000_000);
        Look();
        Assert.Equal(["system.slice/ffmpeg.service 0 Populated"], Read());
        _planted.SetUse("system.slice/ffmpeg.service", 5_250_000);
        Assert.Equal(["system.slice/ffmpeg.service 250000 Populated"], Read());
        Assert.Equal(["system.slice/ffmpeg.service 0 Populated"], Read());
    }

    [Fact]
    public void ABirthIsSeenAtOnceAndAllItsUseCounts()
    {
        _planted.Add("encode.slice");
        Look();
        _planted.Add("encode.slice/a.service", use: 70_000);
        Eventually.Wait(() => Read().Contains("encode.slice/a.service 70000 Populated"), "it is found");
    }

    [Fact]
    public void ABirthInASliceThatIsNewItselfIsSeenToo()
    {
        Look();
        _planted.Add("user.slice/user-7.slice/user@7.service/app.slice/ffmpeg.service", use: 10);
        Eventually.Wait(() => Read().Any(use => use.StartsWith("user.slice/user-7.slice/user@7.service/app.slice/ffmpeg.service", StringComparison.Ordinal)), "it is found");
    }

    [Fact]
    public void TheLastUseOfOneThatIsRemovedIsReadOnce()
    {
        _planted.Add("encode.slice/a.service");
        Look();
        Read();
        _planted.SetUse("encode.slice/a.service", 400_000);
        _planted.SetPopulated("encode.slice/a.service", false);
        _planted.Remove("encode.slice/a.service");
        Assert.Equal((400_000UL, CgroupState.Gone), UntilGone("encode.slice/a.service"));
        Assert.Empty(Read());
    }

    [Fact]
    public void TheTailOfOneThatIsRemovedUnreadComesFromItsParent()
    {
        _planted.Add("encode.slice/a.service").Add("encode.slice/b.service");
        Look();
        Read();
        Read();
        _planted.SetUse("encode.slice", 1_000_000);
        _planted.SetUse("encode.slice/b.service", 300_000);
        _planted.Remove("encode.slice/a.service");
        // Planted files stay readable through their descriptors when they are removed, unlike those of the kernel: a read before the
        // removal is noticed would find nothing missing.
        Look();
        Assert.Equal((700_000UL, CgroupState.Gone), UntilGone("encode.slice/a.service"));
    }

    [Fact]
    public void WhereNotAllInTheParentAreEncodesTheTailIsNobodys()
    {
        _planted.Add("system.slice/ffmpeg-a.service").Add("system.slice/nginx.service");
        Look();
        Read();
        Read();
        _planted.SetUse("system.slice", 1_000_000);
        _planted.Remove("system.slice/ffmpeg-a.service");
        Assert.Equal((0UL, CgroupState.Gone), UntilGone("system.slice/ffmpeg-a.service"));
    }

    [Fact]
    public void AUnitThatIsStartedAgainIsTheOldAndTheNewOne()
    {
        _planted.Add("encode.slice/a.service");
        Look();
        Read();
        var before = _uses[0].Id;
        _planted.Remove("encode.slice/a.service");
        _planted.Add("encode.slice/a.service", use: 20);
        List<CgroupUse> seen = [];
        Eventually.Wait(() =>
        {
            Read();
            seen.AddRange(_uses);
            return seen.Any(use => use.Id != before && use.State == CgroupState.Populated);
        }, "the new one is found");
        Assert.Contains(seen, use => use.Id == before && use.State == CgroupState.Gone);
        Assert.Equal(20UL, seen.Where(use => use.Id != before).Aggregate(0UL, (sum, use) => sum + use.Used));
    }

    [Fact]
    public void ADirectoryThatStaysIsStartedAgainByItsProcesses()
    {
        _planted.Add("encode.slice/a.service");
        Look();
        _planted.SetPopulated("encode.slice/a.service", false);
        Eventually.Wait(() => Read() is ["encode.slice/a.service 0 Empty"], "its end");
        _planted.SetPopulated("encode.slice/a.service", true);
        Eventually.Wait(() => Read() is ["encode.slice/a.service 0 Populated"], "its next run");
    }

    [Fact]
    public void ABirthIsNews()
    {
        const string First = "encode.slice/first.service";
        _planted.Add(First, isPopulated: false);
        using var isHeld = new ManualResetEventSlim();
        using var isPlanted = new ManualResetEventSlim();
        // The thread of the events waits until all files are there: the first look at the new unit finds a whole one, as on cgroups.
        var news = News(() =>
        {
            isHeld.Set();
            isPlanted.Wait();
        });
        Assert.True(Follower.TellsNews);
        _planted.SetPopulated(First, true);
        isHeld.Wait(TestContext.Current.CancellationToken);
        _planted.Add("encode.slice/a.service");
        isPlanted.Set();
        Eventually.Wait(() => news.Contains(2), "its birth is news");
        Assert.False(Follower.IsLookDue);
    }

    [Fact]
    public void TheFirstProcessOfOneThatWasEmptyIsNews()
    {
        _planted.Add("encode.slice/a.service", isPopulated: false);
        var news = News();
        Assert.Equal(["encode.slice/a.service 0 Empty"], Read());
        Assert.Empty(news);
        _planted.SetPopulated("encode.slice/a.service", true);
        Eventually.Wait(() => !news.IsEmpty, "its start is news");
    }

    [Fact]
    public void WhatHappensToOtherUnitsIsNoNews()
    {
        _planted.Add("encode.slice/a.service", isPopulated: false).Add("system.slice");
        var news = News();
        for (var i = 0; i < 20; i++)
        {
            _planted.Add($"system.slice/{i}.service");
            _planted.Remove($"system.slice/{i}.service");
        }
        _planted.SetPopulated("encode.slice/a.service", true);
        Eventually.Wait(() => !news.IsEmpty, "the start is news");
        // Events are handled in their order: there was none before it.
        Assert.All(news, populated => Assert.Equal(1, populated));
    }

    [Fact]
    public void MoreThanTheMostAreOnlyCounted()
    {
        for (var i = 0; i < 5; i++)
            _planted.Add($"encode.slice/{i}.service");
        Look(new EncodesOptions { Most = 2 });
        Assert.Equal(2, Read().Count);
        Assert.Equal(3, Follower.Unlisted);
        _planted.Remove(_uses[0].Path);
        Eventually.Wait(() => Follower.IsLookDue, "there is room");
        Read();
        Assert.Equal(2, Read().Count);
        Assert.Equal(2, Follower.Unlisted);
    }

    [Fact]
    public void AnEmptyOneMakesRoom()
    {
        _planted.Add("encode.slice/a.service", isPopulated: false);
        Look(new EncodesOptions { Most = 1 });
        Assert.Equal(["encode.slice/a.service 0 Empty"], Read());
        _planted.Add("encode.slice/b.service");
        Eventually.Wait(() => Read() is ["encode.slice/b.service 0 Populated"], "the one that runs is followed");
        Assert.Equal(0, Follower.Unlisted);
        Follower.Look();
        Assert.Equal(["encode.slice/b.service 0 Populated"], Read());
    }

    [Fact]
    public void OneThatIsCreatedWithinAClaimedOneBelongsToIt()
    {
        _planted.Add("ffrtmp").Add("encode.slice");
        Look();
        Assert.Equal("ffrtmp", Claim("ffrtmp"));
        _planted.Add("ffrtmp/7").Add("encode.slice/later.service");
        // Events arrive in order.
        Eventually.Wait(() => Read().Count == 2, "the later one is found");
        Assert.Equal(["encode.slice/later.service", "ffrtmp"], _uses.Select(use => use.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheOutermostMatchHasWhatIsInIt()
    {
        _planted.Add("encode.slice/ffmpeg.service/ffmpeg.service");
        Look(new EncodesOptions { Match = new Patterns(["encode.slice/*", "*ffmpeg*.service", "*.service/ffmpeg.service"]) });
        Assert.Equal(["encode.slice/ffmpeg.service 0 Populated"], Read());
    }

    [Fact]
    public void OneThatIsLeftToTheOneThatHoldsItIsThereStill()
    {
        const string Outer = "encode.slice/box", Inner = $"{Outer}/inner.service";
        _planted.Add("encode.slice/a.service");
        Look(new EncodesOptions { Most = 1 });
        _planted.Add(Inner);
        Eventually.Wait(() => Follower.Unlisted == 1, "there is no room for it");
        _planted.Remove("encode.slice/a.service");
        Eventually.Wait(() => Follower.IsLookDue, "there is room");
        Assert.NotNull(Follower.ClaimCgroup(new CgroupTree(_planted.Path).IdOf(Inner)!.Value));
        Follower.Read(_uses);
        Assert.Equal([$"{Outer} 0 Populated", $"{Inner} 0 Left"], Read());
    }

    [Fact]
    public void WattdItselfIsNoEncode()
    {
        _planted.Add("system.slice/wattd-encodes.service", pids: (uint)Environment.ProcessId).Add("system.slice/other-encodes.service", pids: 1);
        Look();
        Assert.Equal(["system.slice/other-encodes.service 0 Populated"], Read());
    }

    [Fact]
    public void AUnitThatSendsProgressBecomesAnEncode()
    {
        _planted.Add("system.slice/live.service/worker").Add("init.scope").Add("plain.slice");
        Look();
        Assert.Empty(Read());
        Assert.Equal("system.slice/live.service", Claim("system.slice/live.service/worker"));
        Assert.Equal(["system.slice/live.service 0 Populated"], Read());
        Assert.Equal(FoundBy.Progress, _uses[0].FoundBy);
        Assert.Null(Claim("init.scope"));
        Assert.Null(Claim("plain.slice"));
        Assert.Null(Follower.ClaimCgroup(1));
    }

    [Fact]
    public void AProcessThatHoldsASessionIsFoundByItsPid()
    {
        _planted.Add("system.slice/nvenc.service/sub", pids: 4711).Add("encode.slice/a.service/sub", pids: [5, 42]);
        Look();
        Assert.Equal("encode.slice/a.service", Follower.ClaimProcess(42, mayClaim: false));
        Assert.Null(Follower.ClaimProcess(4711, mayClaim: false));
        Assert.Equal("system.slice/nvenc.service", Follower.ClaimProcess(4711, mayClaim: true));
        Assert.Equal("system.slice/nvenc.service", Follower.ClaimProcess(4711, mayClaim: false));
        Assert.Null(Follower.ClaimProcess(99, mayClaim: true));
    }

    [Fact]
    public void AHybridHostHasNoCgroupToLookAt()
    {
        _planted.MakeHybrid();
        var failure = Assert.Throws<SourceException>(() => Look());
        Assert.Equal(EncodesFailure.NoCgroup2, failure.Reason);
        Assert.Contains("systemd.unified_cgroup_hierarchy=1", failure.Message);
    }

    [Fact]
    public void TheTimeThatTheHostTookIsNobodys()
    {
        Look();
        _planted.SetUse("", 5_000_000);
        _planted.SetSteal(100);
        Assert.Equal(4_000_000UL, Follower.ReadBusy());
        _planted.SetSteal(150);
        Assert.Equal(3_500_000UL, Follower.ReadBusy());
    }

    [Fact]
    public void ThatTheHostBeginsToTakeTimeIsSeenAfterAWhile()
    {
        Look();
        _planted.SetUse("", 5_000_000);
        Assert.Equal(5_000_000UL, Follower.ReadBusy());
        _planted.SetSteal(100);
        Assert.Contains(4_000_000UL, Enumerable.Range(0, 60).Select(_ => Follower.ReadBusy()!.Value));
    }

    [Fact]
    public void InACgroupNamespaceTheTimeOfTheMachineComesFromProc()
    {
        _planted.SetPopulated("", true);
        _planted.SetUse("", 5_000_000);
        _planted.SetSteal(7);
        Look();
        Assert.Equal((1UL + 2 + 3 + 6 + 7) * 10_000, Follower.ReadBusy());
    }

    [Fact]
    public void BeforeLinux58TheTimeOfTheMachineComesFromProc()
    {
        File.Delete(Path.Combine(_planted.Path, "cpu.stat"));
        _planted.SetSteal(7);
        Look();
        Assert.Equal((1UL + 2 + 3 + 6 + 7) * 10_000, Follower.ReadBusy());
    }

    [Theory]
    [InlineData("")]
    [InlineData("usage_usec")]
    [InlineData("usage_usec 12")]
    [InlineData("usage_usec -1\n")]
    [InlineData("user_usec 5\n")]
    public void AFileWithoutAWholeValueGivesNone(string text)
    {
        _planted.Add("encode.slice/a.service", use: 100);
        Look();
        Read();
        _planted.Write("encode.slice/a.service", "cpu.stat", text);
        Assert.Equal(["encode.slice/a.service 0 Populated"], Read());
        _planted.SetUse("encode.slice/a.service", 150);
        Assert.Equal(["encode.slice/a.service 50 Populated"], Read());
    }

    [Fact]
    public void TwoHundredThatComeAndGoWithinASecondLeaveNothingBehind()
    {
        Directory.CreateDirectory(_planted.Folder("encode.slice"));
        Look(new EncodesOptions { Most = 1000 });
        for (var i = 0; i < 200; i++)
            _planted.Add($"encode.slice/{i}.service", use: 1);
        HashSet<string> seen = [];
        Eventually.Wait(() =>
        {
            Read();
            seen.UnionWith(_uses.Select(use => use.Path));
            return seen.Count == 200;
        }, "all are found");
        for (var i = 0; i < 200; i++)
            _planted.Remove($"encode.slice/{i}.service");
        Eventually.Wait(() => Read().Count == 0, "all are gone");
    }

    CgroupFollower Follower => _follower!;

    void Look(EncodesOptions? options = null)
    {
        _follower ??= new CgroupFollower((options ?? new EncodesOptions()) with { CgroupPath = _planted.Path, ProcfsPath = _planted.Procfs }, _log);
        _follower.Look();
    }

    /// <summary>What a cgroup used until it is gone.</summary>
    (ulong Used, CgroupState State) UntilGone(string path)
    {
        var (used, state) = (0UL, CgroupState.Populated);
        Eventually.Wait(() =>
        {
            Read();
            foreach (var use in _uses.Where(use => use.Path == path))
                (used, state) = (used + use.Used, use.State);
            return state == CgroupState.Gone;
        }, $"{path} is gone");
        return (used, state);
    }

    string? Claim(string path) => Follower.ClaimCgroup(new CgroupTree(_planted.Path).IdOf(path)!.Value)?.Path;

    /// <summary>Looks, and collects how many encodes run each time there is news.</summary>
    ConcurrentQueue<int> News(Action? before = null)
    {
        var news = new ConcurrentQueue<int>();
        _follower = new CgroupFollower(new EncodesOptions { CgroupPath = _planted.Path, ProcfsPath = _planted.Procfs }, _log);
        _follower.UseNews(() =>
        {
            before?.Invoke();
            List<CgroupUse> uses = [];
            _follower.Read(uses);
            news.Enqueue(uses.Count(use => use.State is CgroupState.Populated or CgroupState.Repopulated));
        });
        Look();
        return news;
    }

    List<string> Read()
    {
        if (Follower.IsLookDue)
            Follower.Look();
        Follower.Read(_uses);
        return [.. _uses.Select(use => $"{use.Path} {use.Used} {use.State}").Order(StringComparer.Ordinal)];
    }
}

using Wattd.Collectors.Encodes;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Encodes.Cgroups;

/// <summary>Cgroups of the kernel, whose files and watches do not behave as those of other file systems when they are removed.</summary>
public sealed class RealCgroupTests : IDisposable
{
    readonly RealCgroup _root = RealCgroup.Create("wattd-tree");
    readonly List<CgroupUse> _uses = [];
    CgroupFollower? _follower;

    public void Dispose()
    {
        _follower?.Dispose();
        foreach (var folder in Directory.GetDirectories(_root.Path, "*", SearchOption.AllDirectories).OrderByDescending(path => path.Length))
            Directory.Delete(folder);
        _root.Dispose();
    }

    [Fact]
    public void BirthsInASliceThatWasRemovedAndCreatedAgainAreSeen()
    {
        Create("encode.slice");
        Look();
        Directory.Delete(Folder("encode.slice"));
        Create("encode.slice");
        Create("encode.slice/a.service");
        Eventually.Wait(() => Read().Contains("encode.slice/a.service"), "it is found without another look");
    }

    [Fact]
    public void ThoseThatComeAndGoLeaveNoWatch()
    {
        Create("encode.slice");
        Look();
        var before = _follower!.Watches;
        for (var i = 0; i < 20; i++)
            Create($"encode.slice/{i}.service");
        Create("machine.slice");
        Eventually.Wait(() => Read().Count == 20 && _follower.Watches == before + 21, "all are watched");
        for (var i = 0; i < 20; i++)
            Directory.Delete(Folder($"encode.slice/{i}.service"));
        Directory.Delete(Folder("machine.slice"));
        Eventually.Wait(() => Read().Count == 0 && _follower.Watches == before, "all watches have ended");
    }

    [Fact]
    public void OneThatIsGoneBeforeItsLastUseWasReadIsKnownToLackIt()
    {
        Create("a.service");
        Cgroup cgroup;
        using (var unit = new RealCgroup(Folder("a.service")))
        {
            using var process = unit.Start("sleep", "60");
            Eventually.Wait(() => File.ReadAllText(Path.Combine(unit.Path, "cgroup.procs")).Length > 0, "its process is in it");
            cgroup = Cgroup.Open(new CgroupTree(_root.Path), "a.service", FoundBy.Match, isNew: true)!;
            Assert.True(cgroup.IsPopulated);
        }
        using (cgroup)
        {
            cgroup.Refresh();
            Assert.Equal((true, true), (cgroup.IsGone, cgroup.HasLostTail));
            cgroup.Remove();
            Assert.True(cgroup.HasLostTail);
            Assert.Equal((CgroupState.Gone, true), (cgroup.Take().State, cgroup.Take().State == CgroupState.Gone));
        }
    }

    string Folder(string path) => Path.Combine(_root.Path, path);

    void Create(string path) => Directory.CreateDirectory(Folder(path));

    void Look()
    {
        _follower = new CgroupFollower(new EncodesOptions { CgroupPath = _root.Path }, new CollectingLogger());
        _follower.Look();
    }

    List<string> Read()
    {
        _follower!.Read(_uses);
        return [.. _uses.Where(use => use.State != CgroupState.Gone).Select(use => use.Path)];
    }
}

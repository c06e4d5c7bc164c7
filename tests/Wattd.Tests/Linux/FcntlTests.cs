using Wattd.Linux;
using Wattd.Tests.Support;
using static Wattd.Linux.Errno;

namespace Wattd.Tests.Linux;

public sealed class FcntlTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void APipeWithoutAWriterIsOpenedWithoutWaiting()
    {
        using var pipe = Fcntl.OpenRead(Fifo.Make(_folder.File("pipe")), out _);
        Assert.NotNull(pipe);
    }

    [Fact]
    public void AFailedOpenReportsItsError()
    {
        Assert.Null(Fcntl.OpenRead(_folder.File("missing"), out var missing));
        Assert.Equal(ENOENT, missing);

        File.WriteAllText(_folder.File("file"), "");
        Assert.Null(Fcntl.OpenRead(_folder.File("file/below"), out var below));
        Assert.Equal(ENOTDIR, below);
    }
}

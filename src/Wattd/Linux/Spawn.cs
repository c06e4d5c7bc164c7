using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>spawn.h: starts programs. The functions return an error number, and errno is unchanged.</summary>
/// <remarks>
/// Those declared void return a code that cannot be handled: with valid arguments they fail only for lack of memory.
/// </remarks>
static unsafe partial class Spawn
{
    public const short POSIX_SPAWN_SETPGROUP = 0x02, POSIX_SPAWN_SETSIGDEF = 0x04, POSIX_SPAWN_SETSIGMASK = 0x08;

    /// <summary>Room for each of the opaque types of the C library, with some to spare: the largest in glibc has 336 bytes.</summary>
    public const int OpaqueSize = 1024;

    /// <param name="id">Gets the process id.</param>
    /// <param name="path">The path of the program.</param>
    /// <param name="actions">What happens to the descriptors; null for nothing.</param>
    /// <param name="attributes">Group, mask and signals; null for those of the caller.</param>
    /// <param name="arguments">Its argv.</param>
    /// <param name="environment">Its environment.</param>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn(
        int* id, string path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    /// <inheritdoc cref="posix_spawn(int*, string, byte*, byte*, byte**, byte**)"/>
    [LibraryImport("libc")]
    public static partial int posix_spawn(
        int* id, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    public static partial void posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    public static partial void posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    /// <summary>With twice the same descriptor, the program inherits it (glibc 2.29 and later).</summary>
    [LibraryImport("libc")]
    public static partial void posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int wanted);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_setpgroup(byte* attributes, int group);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    public static partial void posix_spawnattr_setsigdefault(byte* attributes, byte* signals);
}

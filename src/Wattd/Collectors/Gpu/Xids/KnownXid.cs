using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Wattd.Collectors.Gpu.Xids;

/// <summary>
/// An XID that operators meet: an error that the NVIDIA driver reports of a GPU. Meanings and actions follow NVIDIA's "Xid Catalog"
/// (docs.nvidia.com/deploy/xid-errors/analyzing-xid-catalog.html); that of 61 its list for older GPUs
/// (docs.nvidia.com/deploy/xid-errors), and those of the NVENC engines the source of the driver (nverror.h).
/// </summary>
/// <param name="Number">The number in the driver's message.</param>
/// <param name="Meaning">What has happened, without a full stop.</param>
/// <param name="Cure">What to do, without a full stop.</param>
/// <param name="IsCritical">Whether the GPU or its link cannot be relied on until someone acts. The default is false.</param>
sealed record KnownXid(int Number, string Meaning, string Cure, bool IsCritical = false)
{
    const string Reset = "drain the node and reset the GPU";
    const string NvlinkReset = "reset the GPU, or reboot if that does not help; 'nvidia-smi nvlink -e' shows the link";
    const string Nvlink5 = "follow XID 154 in the kernel log, which names the action that the driver requests; 'nvidia-smi nvlink -e' shows the link";

    const string Restart = "restart the program";
    const string CheckProgram = Restart + "; if it happens again, check the program, and update it and the driver";
    const string Engine = Restart + "; if it happens again, contact the vendor";

    /// <summary>The number that NVML gives where the driver does not say which XID it is (nvml.h, <c>nvmlEventData_t</c>).</summary>
    public const int Unknown = 999;

    /// <summary>All of them, by number.</summary>
    public static readonly ImmutableArray<KnownXid> All =
    [
        new(11, "a program or the driver gave the GPU a stream of commands that is invalid or damaged", CheckProgram),
        new(13, "a program made the graphics or compute engine fail",
            "restart the program; if different programs cause it on the same GPU, test the GPU's memory"),
        new(31, "a program accessed GPU memory at an invalid address",
            "restart the program, and report it to its authors; if different programs cause it on the same GPU, reset the GPU"),
        new(32, "the stream of commands to the GPU is invalid or was damaged on its way over PCI Express",
            Restart + "; if it happens again, check the slot of the GPU, and contact the vendor"),
        new(43, "a program failed in software and its work was stopped; the GPU is well", "restart the program"),
        new(45, "the driver removed the work of a program that was stopped or had failed",
            "no action if a program was stopped; otherwise act on the XID before it"),
        new(47, "the first NVENC engine (NVENC0) has failed", Engine),
        new(48, "the GPU has an uncorrectable memory error", Reset + "; if it happens again, have the GPU replaced", IsCritical: true),
        new(61, "the internal microcontroller of the GPU has stopped at a breakpoint (GPUs before Ampere)",
            Reset + ", and update the driver"),
        new(62, "the internal microcontroller of the GPU has halted", Reset + "; if it happens again, contact the vendor", IsCritical: true),
        new(63, "the GPU has marked faulty memory to be replaced by a spare row or left out",
            "no action now: it takes effect at the next reset of the GPU"),
        new(64, "the GPU could not replace or leave out faulty memory",
            Reset + "; if it happens again, have the GPU replaced", IsCritical: true),
        new(65, "the second NVENC engine (NVENC1) has failed", Engine),
        new(68, "the first NVDEC engine (NVDEC0) has failed", Engine),
        new(69, "a program gave the graphics or compute engine a command that it does not have", CheckProgram),
        new(73, "the third NVENC engine (NVENC2) has failed", Engine),
        new(74, "a connection over NVLink has an error", NvlinkReset + "; the cause may be the device at the other end", IsCritical: true),
        new(79, "the GPU has fallen off the bus: the driver cannot reach it over PCI Express",
            "drain the node and reboot it; if it happens again, check the power, cooling and slot of the GPU", IsCritical: true),
        new(80, "data arrived damaged at the GPU: the checksum of a stream of commands is wrong", CheckProgram),
        new(92, "the GPU corrects unusually many single-bit memory errors",
            "no action now; if it continues, contact the vendor"),
        new(94, "a memory error was contained: it affected one program only",
            "restart the program, and reset the GPU when convenient"),
        new(95, "a memory error was not contained: several programs may be affected",
            Reset + " before programs are started again", IsCritical: true),
        new(106, "a test message of the management interface (SMBPBI): no error", "no action is needed"),
        new(107, "a silent test message of the management interface (SMBPBI): no error", "no action is needed"),
        new(109, "the GPU did not switch between two programs in time", Reset + "; if it happens again, contact the vendor"),
        new(119, "the GPU's system processor (GSP) did not answer the driver in time",
            Reset + ", or power the node off and on; then update the driver", IsCritical: true),
        new(120, "the GPU's system processor (GSP) has failed",
            Reset + ", or power the node off and on; then update the driver", IsCritical: true),
        new(121, "errors were corrected on the link to the processor (NVLink-C2C)", "no action now: reset the GPU in the next maintenance window"),
        new(140, "uncorrectable memory errors were found that could not be marked for replacement",
            Reset + "; if it happens again, contact the vendor"),
        new(143, "the GPU could not be initialised", Reset + "; if it happens again, contact the vendor"),
        new(144, "an NVLink of the fifth generation has an error (SAW)", Nvlink5),
        new(145, "an NVLink of the fifth generation has an error (RLW)", Nvlink5),
        new(146, "an NVLink of the fifth generation has an error (TLW)", Nvlink5),
        new(147, "an NVLink of the fifth generation has an error (TREX)", Nvlink5),
        new(148, "an NVLink of the fifth generation has an error (NVLPW_CTRL)", Nvlink5),
        new(149, "an NVLink of the fifth generation has an error (NETIR)", Nvlink5),
        new(150, "an NVLink of the fifth generation has an error (MSE)", Nvlink5),
        new(154, "the driver has changed the action that it requests for the GPU",
            "gpu_recovery_action and the kernel log name the action; the XID before it is the cause"),
    ];

    static readonly FrozenDictionary<int, KnownXid> ByNumber = All.ToFrozenDictionary(xid => xid.Number);

    /// <summary>The XID with a number; null if it is not in the table.</summary>
    public static KnownXid? Find(int number) => ByNumber.GetValueOrDefault(number);

    /// <summary>What a number means, for the log: of one that is not in the table, where to look.</summary>
    public static (string Meaning, string Cure) Describe(int number) => Find(number) is { } known
        ? (known.Meaning, known.Cure)
        : number == Unknown
            ? ("the driver does not say which error it is", "the kernel log has its number: journalctl -k -g Xid")
            : ("wattd does not know it", "look it up in NVIDIA's Xid Catalog (docs.nvidia.com/deploy/xid-errors)");
}

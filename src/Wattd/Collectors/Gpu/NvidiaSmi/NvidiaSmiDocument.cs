using System.Xml;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// One <c>nvidia-smi -q -x</c> document. Its layout is recognised by its elements, not by the DTD's version: v12 alone
/// covers three layouts.
/// </summary>
/// <param name="DriverVersion">Empty if unknown.</param>
/// <param name="AttachedGpus">How many GPUs the driver has; 0 if unknown.</param>
/// <param name="Gpus">The <c>gpu</c> elements, in the driver's order.</param>
sealed record NvidiaSmiDocument(string DriverVersion, int AttachedGpus, IReadOnlyList<Element> Gpus)
{
    /// <summary>
    /// Reads the first document in the output of nvidia-smi, and modifies the output. Text around it, a missing or
    /// malicious DOCTYPE and invalid bytes are harmless.
    /// </summary>
    /// <returns>Null if there is no document.</returns>
    /// <exception cref="SourceException">The document cannot be read (<see cref="GpuFailure.InvalidDocument"/>).</exception>
    public static unsafe NvidiaSmiDocument? Parse(Span<byte> output)
    {
        if (DocumentBytes.IndexOfRoot(output) < 0)
            return null;
        var bytes = DocumentBytes.Root(output);
        if (bytes.IsEmpty)
            throw Invalid("is cut off: its end is missing");
        DocumentBytes.Sanitise(bytes);
        if (DocumentBytes.HasOverlongTag(bytes))
            throw Invalid("is not well-formed: a tag has no end");

        try
        {
            fixed (byte* first = bytes)
            {
                using var stream = new UnmanagedMemoryStream(first, bytes.Length);
                return From(ElementReader.Load(stream));
            }
        }
        catch (XmlException exception)
        {
            throw Invalid($"is not well-formed: {NvidiaSmiComplaint.Printable(exception.Message)}", exception);
        }
    }

    static NvidiaSmiDocument From(Element log)
    {
        var attached = Measure.Number(log.Child("attached_gpus")) is >= 0 and <= Plausible.MostGpus and var number ? (int)number : 0;
        var gpus = log.Children.Where(child => child.Name == "gpu").ToList();
        if (gpus.Count > Plausible.MostGpus)
            throw Invalid($"lists {gpus.Count} GPUs, and wattd serves {Plausible.MostGpus} at most");
        // The name of a process can look like a GPU: then the real ones are unknown.
        return attached == 0 || gpus.Count <= attached
            ? new NvidiaSmiDocument(DriverVersionIn(log), attached, gpus)
            : throw Invalid($"lists {gpus.Count} GPUs and says that the driver has {attached}");
    }

    /// <summary>Since driver 610 a note about its deprecation follows the number, and another element replaces it.</summary>
    static string DriverVersionIn(Element log)
    {
        var version = Measure.Word(log.Child("driver_version"));
        if (version.Length == 0)
            version = Measure.Word(log.Child("kmd_version"));
        return version.IndexOf(' ') is var space and >= 0 ? version[..space] : version;
    }

    static SourceException Invalid(string what, Exception? exception = null) => new(GpuFailure.InvalidDocument,
        $"nvidia-smi's document {what}; see what `nvidia-smi -q -x` prints here, and check that gpu.nvidia-smi is NVIDIA's",
        exception);
}

namespace Wattd.Tests.Support;

/// <summary>A colour as a screen shows it: red, green and blue of sRGB, 0 to 1 each.</summary>
readonly record struct SeenColour(double Red, double Green, double Blue)
{
    /// <summary>The contrast ratio of WCAG 2.2, 1 to 21.</summary>
    public double ContrastTo(SeenColour other)
    {
        var (one, two) = (Luminance, other.Luminance);
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    /// <summary>The distance in Oklab (CSS Color 4), where 0.02 is just noticeable.</summary>
    public double DistanceTo(SeenColour other)
    {
        var (one, two) = (Oklab, other.Oklab);
        return Math.Sqrt(one.Zip(two, (a, b) => (a - b) * (a - b)).Sum());
    }

    double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    double[] Oklab
    {
        get
        {
            var (r, g, b) = (Linear(Red), Linear(Green), Linear(Blue));
            var l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
            var m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
            var s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
            return
            [
                (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s),
                (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
                (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s),
            ];
        }
    }

    static double Linear(double channel) => channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4);
}

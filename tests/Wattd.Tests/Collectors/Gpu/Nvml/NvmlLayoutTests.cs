using System.Runtime.CompilerServices;
using Wattd.Collectors.Gpu.Nvml;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

/// <summary>The sizes of nvml.h on a 64-bit machine; the stub, compiled from C, checks the fields by its values.</summary>
public sealed class NvmlLayoutTests
{
    [Fact]
    public void TheStructsHaveTheSizesOfTheHeader()
    {
        Assert.Equal(8, Unsafe.SizeOf<NvmlUtilization>());
        Assert.Equal(24, Unsafe.SizeOf<NvmlMemory>());
        Assert.Equal(40, Unsafe.SizeOf<NvmlMemoryV2>());
        Assert.Equal(68, Unsafe.SizeOf<NvmlPciInfo>());
        Assert.Equal(40, Unsafe.SizeOf<NvmlFieldValue>());
        Assert.Equal(12, Unsafe.SizeOf<NvmlTemperature>());
        Assert.Equal(16, Unsafe.SizeOf<NvmlSample>());
        Assert.Equal(32, Unsafe.SizeOf<NvmlEncoderSession>());
        Assert.Equal(32, Unsafe.SizeOf<NvmlProcessSample>());
        Assert.Equal(32, Unsafe.SizeOf<NvmlProcessDetail>());
        Assert.Equal(24, Unsafe.SizeOf<NvmlProcessDetailList>());
        Assert.Equal(32, Unsafe.SizeOf<NvmlEventData>());
    }

    [Fact]
    public void AVersionWordHoldsTheSizeAndTheVersion()
    {
        Assert.Equal((uint)Unsafe.SizeOf<NvmlMemoryV2>() | 2u << 24, new NvmlMemoryV2().Version);
        Assert.Equal((uint)Unsafe.SizeOf<NvmlTemperature>() | 1u << 24, new NvmlTemperature().Version);
        Assert.Equal((uint)Unsafe.SizeOf<NvmlProcessDetailList>() | 1u << 24, new NvmlProcessDetailList().Version);
    }

    [Theory]
    [InlineData(0, 0x4059_0000_0000_0000UL, 100.0)]
    [InlineData(0, 0x7FF8_0000_0000_0000UL, null)]
    [InlineData(1, 0xDEAD_BEEF_0000_0064UL, 100.0)]
    [InlineData(1, 0x0000_0000_FFFF_FFFFUL, null)]
    [InlineData(2, 100UL, 100.0)]
    [InlineData(3, 0xFFFF_FFFF_FFFF_FFFFUL, null)]
    [InlineData(4, 0xFFFF_FFFF_FFFF_FF9CUL, -100.0)]
    [InlineData(5, 0x0000_0000_FFFF_FF9CUL, -100.0)]
    [InlineData(6, 0xDEAD_0000_0000_0064UL, 100.0)]
    [InlineData(99, 100UL, null)]
    public void AFieldIsReadByItsType(int type, ulong bits, double? expected) =>
        Assert.Equal(expected, new NvmlFieldValue { ValueType = type, Bits = bits }.Value);
}

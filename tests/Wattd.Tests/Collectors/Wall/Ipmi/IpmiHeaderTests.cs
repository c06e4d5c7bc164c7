using System.Runtime.CompilerServices;
using Wattd.Collectors.Wall.Ipmi;

namespace Wattd.Tests.Collectors.Wall.Ipmi;

/// <summary>Sizes and offsets as C compilers give them for x86-64 and arm64.</summary>
public class IpmiHeaderTests
{
    // asm-generic/ioctl.h.
    const uint Write = 1, Read = 2;

    static uint Request(uint direction, uint number, int size) => (direction << 30) | ((uint)size << 16) | ('i' << 8) | number;

    [Fact]
    public void StructuresHaveTheSizesOfTheHeader() => Assert.Equal(
        (8, 40, 16, 40, 48),
        (Unsafe.SizeOf<IpmiHeader.SystemInterfaceAddress>(), Unsafe.SizeOf<IpmiHeader.Address>(), Unsafe.SizeOf<IpmiHeader.Message>(),
            Unsafe.SizeOf<IpmiHeader.Request>(), Unsafe.SizeOf<IpmiHeader.Received>()));

    [Fact]
    public unsafe void FieldsHaveTheOffsetsOfTheHeader()
    {
        IpmiHeader.SystemInterfaceAddress bmc;
        Assert.Equal([0, 4, 6], Offsets(&bmc, &bmc.AddressType, &bmc.Channel, &bmc.Lun));
        IpmiHeader.Address address;
        Assert.Equal([0, 4, 6], Offsets(&address, &address.AddressType, &address.Channel, address.Data));
        IpmiHeader.Message message;
        Assert.Equal([0, 1, 2, 8], Offsets(&message, &message.NetFn, &message.Command, &message.DataLength, &message.Data));
        IpmiHeader.Request request;
        Assert.Equal([0, 8, 16, 24], Offsets(&request, &request.Address, &request.AddressLength, &request.Id, &request.Message));
        IpmiHeader.Received received;
        Assert.Equal(
            [0, 8, 16, 24, 32], Offsets(&received, &received.Type, &received.Address, &received.AddressLength, &received.Id, &received.Message));
    }

    [Fact]
    public void RequestsAreEncodedFromTheSizes()
    {
        Assert.Equal(IpmiHeader.IPMICTL_SEND_COMMAND, Request(Read, 13, Unsafe.SizeOf<IpmiHeader.Request>()));
        Assert.Equal(IpmiHeader.IPMICTL_RECEIVE_MSG_TRUNC, Request(Read | Write, 11, Unsafe.SizeOf<IpmiHeader.Received>()));
    }

    static unsafe int[] Offsets(void* structure, params void*[] fields)
    {
        var offsets = new int[fields.Length];
        for (var i = 0; i < fields.Length; i++)
            offsets[i] = (int)((byte*)fields[i] - (byte*)structure);
        return offsets;
    }
}

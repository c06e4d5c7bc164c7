using System.Runtime.InteropServices;

namespace Wattd.Collectors.Wall.Ipmi;

/// <summary>
/// linux/ipmi.h: the requests and structures of /dev/ipmi0. Sizes and offsets are the same on x86-64 and arm64, and a test holds
/// them.
/// </summary>
static unsafe class IpmiHeader
{
    public const uint IPMICTL_SEND_COMMAND = 0x8028690D;

    /// <summary>As IPMICTL_RECEIVE_MSG, and a message that is too long for the buffer is removed from the queue.</summary>
    public const uint IPMICTL_RECEIVE_MSG_TRUNC = 0xC030690B;

    public const int IPMI_SYSTEM_INTERFACE_ADDR_TYPE = 0x0C;
    public const short IPMI_BMC_CHANNEL = 0x0F;
    public const int IPMI_MAX_MSG_LENGTH = 272;

    /// <summary>The kind of a received message that answers a command. The others are events and commands to this machine.</summary>
    public const int IPMI_RESPONSE_RECV_TYPE = 1;

    /// <summary>struct ipmi_system_interface_addr: the BMC of this machine.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SystemInterfaceAddress
    {
        public int AddressType;
        public short Channel;
        public byte Lun;
    }

    /// <summary>struct ipmi_addr: room for an address of any type.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Address
    {
        public int AddressType;
        public short Channel;
        public fixed byte Data[32];
    }

    /// <summary>struct ipmi_msg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public byte NetFn, Command;
        public ushort DataLength;
        public byte* Data;
    }

    /// <summary>struct ipmi_req.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Request
    {
        public void* Address;
        public uint AddressLength;
        public long Id;
        public Message Message;
    }

    /// <summary>struct ipmi_recv.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Received
    {
        public int Type;
        public void* Address;
        public uint AddressLength;
        public long Id;
        public Message Message;
    }
}

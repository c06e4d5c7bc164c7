using System.Net;
using System.Net.Sockets;
using Wattd.Http.Connections;

namespace Wattd.Tests.Http.Connections;

public sealed class ClientNetworkTests
{
    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("0.0.0.0", "::", false)]
    public void AnIPv4AddressOrA64BitNetworkIsOneClient(string one, string other, bool isSame) =>
        Assert.Equal(isSame, Of(one) == Of(other));

    [Fact]
    public void AClientWithoutAddressHasNoShareLimit()
    {
        var nobody = ClientNetwork.Of(new UnixDomainSocketEndPoint("/run/x"));
        Assert.Equal(nobody, ClientNetwork.Of(null));
        var (refused, taken) = (new RefusalCount(), 0);
        var places = new ConnectionPlaces(most: 100, refused);
        while (places.TryTake(nobody))
            taken++;
        Assert.Equal((100, 1L, 0L), (taken, refused[Refusal.Full], refused[Refusal.AddressLimit]));
    }

    [Fact]
    public void ReturnedPlacesAreFree()
    {
        var places = new ConnectionPlaces(most: 100, new RefusalCount());
        for (var turn = 0; turn < 3; turn++)
        {
            for (var i = 0; i < places.MostForOne; i++)
                Assert.True(places.TryTake(Of("192.0.2.1")));
            Assert.False(places.TryTake(Of("192.0.2.1")));
            Assert.True(places.TryTake(Of("192.0.2.2")));
            places.GiveBack(Of("192.0.2.2"));
            for (var i = 0; i < places.MostForOne; i++)
                places.GiveBack(Of("192.0.2.1"));
        }
    }

    static ClientNetwork Of(string address) => ClientNetwork.Of(new IPEndPoint(IPAddress.Parse(address), 1));
}

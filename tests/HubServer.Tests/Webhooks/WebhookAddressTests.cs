using System.Net;
using Tongtang.HubServer.Webhooks;

namespace Tongtang.HubServer.Tests.Webhooks;

public sealed class WebhookAddressTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("ff02::1")]
    public void Address_OfAPrivateNetwork_IsNotPublic(string address) => Assert.False(WebhookAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("114.114.114.114")]
    [InlineData("172.32.0.1")]
    [InlineData("100.63.255.255")]
    [InlineData("2400:3200::1")]
    [InlineData("::ffff:114.114.114.114")]
    public void Address_OfTheInternet_IsPublic(string address) => Assert.True(WebhookAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://hub.example/x")]
    [InlineData("ftp://hub.example/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user@hub.example/x")]
    [InlineData("https://hub.example/x#y")]
    [InlineData("https://localhost/x")]
    [InlineData("https://a.localhost/x")]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("https://2130706433/x")]
    [InlineData("https://0x7f.1/x")]
    [InlineData("https://[::1]/x")]
    [InlineData("hub.example")]
    [InlineData("")]
    public void Url_ThatIsNotAllowed_IsRefused(string url) => Assert.NotNull(WebhookAddress.Fault(url, new WebhooksSettings()));

    [Fact]
    public void Url_IsAllowedByItsSettings()
    {
        Assert.Null(WebhookAddress.Fault("https://hub.example:8443/x?y=z", new WebhooksSettings()));
        Assert.Null(WebhookAddress.Fault("https://10.0.0.1/x", new WebhooksSettings { AllowPrivateAddresses = true }));
        Assert.NotNull(WebhookAddress.Fault("http://10.0.0.1/x", new WebhooksSettings { AllowPrivateAddresses = true }));
        Assert.Null(WebhookAddress.Fault("http://10.0.0.1/x", new WebhooksSettings { AllowPrivateAddresses = true, AllowHttp = true }));
    }

    [Fact]
    public async Task Name_ThatLeadsHome_IsNotDialled() =>
        await Assert.ThrowsAsync<WebhookAddressException>(async () => await WebhookAddress.ConnectAsync(new DnsEndPoint("localhost", 1), allowPrivate: false, CancellationToken.None));
}

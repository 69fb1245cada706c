using System.Net;
using System.Text;
using System.Xml.Linq;
using Tongtang.DeviceDrivers.Onvif;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Onvif;

public sealed class OnvifWireTests
{
    private const string Fault = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:ter="http://www.onvif.org/ver10/error"><s:Body><s:Fault>
        <s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code>
        <s:Reason><s:Text xml:lang="en">Sender not authorized</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>
        """;

    [Fact]
    public void Digest_OfOnvifsExample_IsItsDigest() => Assert.Equal(
        "tuOSpGlFlIXsozq4HFNeeGeFLEI=",
        WsSecurity.Digest(Convert.FromBase64String("LKqI6G/AikKCQrN0zqZFlg=="), "2010-09-16T07:50:45Z", "userpassword"));

    [Fact]
    public void Header_OfAToken_HoldsTheBytesThatWereHashed()
    {
        var header = WsSecurity.Header("user", "userpassword", Convert.FromBase64String("LKqI6G/AikKCQrN0zqZFlg=="), new DateTimeOffset(2010, 9, 16, 7, 50, 45, TimeSpan.Zero));
        var token = header.Find("UsernameToken");
        Assert.Equal(("user", "tuOSpGlFlIXsozq4HFNeeGeFLEI=", "LKqI6G/AikKCQrN0zqZFlg==", "2010-09-16T07:50:45Z"), (token.Text("Username"), token.Text("Password"), token.Text("Nonce"), token.Text("Created")));
        Assert.EndsWith("#Base64Binary", token.Child("Nonce")!.Attribute("EncodingType")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void HttpDigest_OfTheRfcsExample_IsItsResponse()
    {
        var offer = HttpDigest.Choose(["Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""])!;
        Assert.Equal("6629fae49393a05397450978507c4ef1", offer.Response("Mufasa", "Circle Of Life", "GET", "/dir/index.html", 1, "0a4f113b"));
        var line = offer.Authorization("Mufasa", "Circle Of Life", "GET", "/dir/index.html", 1, "0a4f113b");
        Assert.Contains("response=\"6629fae49393a05397450978507c4ef1\"", line, StringComparison.Ordinal);
        Assert.Contains("opaque=\"5ccc069c403ebaf9f0171e9517f40e41\", qop=auth, nc=00000001, cnonce=\"0a4f113b\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public void HttpDigest_OfRfc7616sExample_IsItsResponse()
    {
        var offer = HttpDigest.Choose(["Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""])!;
        Assert.Equal("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", offer.Response("Mufasa", "Circle of Life", "GET", "/dir/index.html", 1, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"));
    }

    [Theory]
    [InlineData("SHA-256", "Digest realm=\"x\", nonce=\"a\"", "Digest realm=\"x\", nonce=\"b\", algorithm=SHA-256")]
    [InlineData("", "Basic realm=\"x\"", "Digest realm=\"a, Digest b\", nonce=\"c\", qop=\"auth\"")]
    [InlineData("MD5", "Basic realm=\"x\", Digest realm=\"y\", nonce=\"z\", algorithm=MD5")]
    [InlineData(null, "Basic realm=\"x\"", "Negotiate", "Digest realm=\"no nonce\"", "Digest nonce=\"x\", algorithm=SHA-512", "Digest nonce=\"x\", qop=\"auth-int\"", "")]
    public void HttpDigest_OfSeveralOffers_IsTheBestThatWeKnow(string? algorithm, params string[] headers) => Assert.Equal(algorithm, HttpDigest.Choose(headers)?.Algorithm);

    [Fact]
    public void Fault_OfADenial_IsOne()
    {
        var fault = OnvifXml.Fault(OnvifXml.ReadBody(Encoding.UTF8.GetBytes(Fault)))!;
        Assert.True(fault.IsDenial);
        Assert.Equal("Sender/NotAuthorized: Sender not authorized", fault.ToString());
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><Envelope><Body>&a;</Body></Envelope>")]
    [InlineData("<Envelope/>")]
    [InlineData("<Envelope><Body>")]
    [InlineData("")]
    [InlineData("deep")]
    [InlineData("large")]
    public void Read_OfHostileXml_IsGarbled(string xml)
    {
        if (xml == "deep") xml = string.Concat(Enumerable.Repeat("<Body>", 100_000)) + string.Concat(Enumerable.Repeat("</Body>", 100_000));
        if (xml == "large") xml = $"<Envelope><Body>{new string('x', OnvifXml.MostBytes)}</Body></Envelope>";
        Assert.Equal(DeviceProblems.Garbled, Assert.Throws<DeviceException>(() => OnvifXml.ReadBody(Encoding.UTF8.GetBytes(xml))).Code);
    }

    [Fact]
    public void Numbered_OfPresets_NamesThenTokensThenWhatIsFree() => Assert.Equal(
        new Dictionary<int, string> { [3] = "token-a", [12] = "Preset_12", [5] = "P5", [1] = "token-b", [2] = "Preset_012" },
        OnvifAnswers.Numbered([("Preset_12", "黑板"), ("token-b", "Desk"), ("token-a", "Preset 3"), ("P5", "预置点 5"), ("Preset_012", "")]));

    [Theory]
    [InlineData("http://10.0.0.8/onvif/device_service http://[fe80::1]/onvif/device_service", "10.0.0.8")]
    [InlineData("http://[fe80::1]/x http://169.254.7.7/x http://10.9.9.9/x", "10.9.9.9")]
    [InlineData("http://169.254.7.7/x http://192.168.1.20:8080/x http://10.0.0.7/x", "10.0.0.7")]
    [InlineData("http://169.254.7.7/x", "169.254.7.7")]
    public void Found_OfSeveralAddresses_TheOneThatAnswered(string addresses, string host)
    {
        var answer = OnvifDiscovery.Matches("uuid:1", Guid.NewGuid(), "urn:uuid:1", "dn:NetworkVideoTransmitter tds:Device", "onvif://www.onvif.org/name/Front%20camera onvif://www.onvif.org/hardware/C1", addresses);
        var found = Assert.Single(OnvifDiscovery.Found(answer, IPAddress.Parse("10.0.0.7")));
        Assert.Equal((host, "Front camera", "C1", "urn:uuid:1"), (found.Connection.Host, found.Name, found.Model, found.Key));
        Assert.Empty(found.Connection.Problems());
    }

    [Fact]
    public void Found_OfAPrinter_IsNone() => Assert.Empty(OnvifDiscovery.Found(OnvifDiscovery.Matches("", Guid.NewGuid(), "urn:uuid:1", "wsdp:Device wprt:PrintDeviceType", "ldap:///ou=x", "http://10.0.0.7:5357/x"), IPAddress.Loopback));

    [Fact]
    public async Task Find_ACameraAnswersAll_ItIsOneCamera()
    {
        await using var pumped = new PumpedTime();
        await using var camera = SimulatorHost.Start(new OnvifBeacon("http://192.168.1.20/onvif/device_service http://127.0.0.1:8080/onvif/device_service"), ConnectionKind.Udp);
        var found = new Collected();
        var context = new FinderContext { Time = pumped.Time, Connections = new Connections(pumped.Time), Networks = [new LocalNetwork(IPAddress.Loopback, IPAddress.Loopback)] };
        await new OnvifFinder { Group = new(IPAddress.Loopback, camera.Connection.Port) }.FindAsync(context, found, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        var key = Assert.Single(found.Devices.Select(device => device.Key).Distinct());
        Assert.StartsWith("urn:uuid:", key, StringComparison.Ordinal);
        Assert.Equal(new DeviceConnection { Kind = ConnectionKind.Http, Host = "127.0.0.1", Port = 8080, Path = "/onvif/device_service" }, found.Devices[0].Connection);
    }

    [Fact]
    public void Parsers_GivenDamagedBytes_NeverFall()
    {
        var time = TimeProvider.System;
        var camera = new SimulatedOnvifCamera(time);
        byte[] Answer(XName ask) => OnvifXml.Envelope(null, camera.Answer(new XElement(ask, new XElement(ask.Namespace + "ProfileToken", "main")), "10.0.0.8", time.GetUtcNow()));
        Fuzz.RunBriefly(
            "ONVIF answers",
            [
                Encoding.UTF8.GetBytes(Fault), Answer(OnvifXml.Device + "GetSystemDateAndTime"), Answer(OnvifXml.Device + "GetServices"), Answer(OnvifXml.Device + "GetCapabilities"),
                Answer(OnvifXml.Media + "GetProfiles"), Answer(OnvifXml.Media2 + "GetProfiles"), Answer(OnvifXml.Media + "GetStreamUri"), Answer(OnvifXml.Ptz + "GetStatus"),
                OnvifDiscovery.Matches("uuid:1", Guid.NewGuid(), "urn:uuid:1", "dn:NetworkVideoTransmitter", "onvif://www.onvif.org/name/x", "http://10.0.0.8/x"),
            ],
            bytes =>
            {
                _ = OnvifDiscovery.Found(bytes, IPAddress.Loopback);
                var body = OnvifXml.ReadBody(bytes);
                _ = OnvifXml.Fault(body)?.Refusal;
                var answer = body.Elements().FirstOrDefault();
                _ = OnvifAnswers.Clock(answer);
                _ = OnvifAnswers.Services(answer);
                _ = OnvifAnswers.Capabilities(answer);
                _ = OnvifAnswers.Profiles(answer);
                _ = OnvifAnswers.Numbered(OnvifAnswers.Presets(answer));
                _ = OnvifAnswers.Position(answer);
                _ = OnvifAnswers.MediaAddress(answer);
            },
            typeof(DeviceException));
    }

    [Fact]
    public void HttpDigest_GivenDamagedHeaders_NeverFalls() => Fuzz.RunBriefly(
        "WWW-Authenticate",
        [.. new[] { "Digest realm=\"x\", nonce=\"a\\\"b\", qop=\"auth,auth-int\", algorithm=SHA-256", "Basic realm=\"x\", Digest realm=y, nonce=z" }.Select(Encoding.UTF8.GetBytes)],
        bytes => _ = HttpDigest.Choose([Encoding.UTF8.GetString(bytes)])?.Authorization("u", "p", "GET", "/", 1, "c"));
}

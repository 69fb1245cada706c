using Microsoft.AspNetCore.Http;
using Tongtang.Protocol.Http;

namespace Tongtang.Protocol.Tests.Http;

public sealed class BrowserGuardTests
{
    private static readonly BrowserGuardOptions s_options = new()
    {
        Hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" },
        OpenToOtherOrigins = ["/media/t"],
    };

    [Theory]
    [InlineData("localhost:8710")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1:8710")]
    [InlineData("[::1]:8710")]
    public void Guard_AskedByAName_ThatIsOurs_LetsThrough(string host) => Assert.Null(Refusal("GET", "/", ("Host", host)));

    [Theory]
    [InlineData("")]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example:8710")]
    [InlineData("localhost.")]
    [InlineData("127.0.0.2")]
    public void Guard_AskedByAName_ThatIsNotOurs_Refuses(string host) => Assert.Equal("host_unknown", Refusal("GET", "/", ("Host", host)));

    [Theory]
    [InlineData("http://127.0.0.1:8710")]
    [InlineData("https://127.0.0.1:8710")]
    public void Guard_WithOurOwnOrigin_LetsThrough(string origin) => Assert.Null(Refusal("POST", "/api", ("Host", "127.0.0.1:8710"), ("Origin", origin), ("Sec-Fetch-Site", "same-origin")));

    [Theory]
    [InlineData("http://127.0.0.1:9999")]
    [InlineData("http://evil.example")]
    [InlineData("http://127.0.0.1:8710.evil.example")]
    [InlineData("null")]
    public void Guard_WithAnotherOrigin_Refuses(string origin) => Assert.Equal("origin_foreign", Refusal("POST", "/api", ("Host", "127.0.0.1:8710"), ("Origin", origin)));

    [Fact]
    public void Guard_OverTls_RefusesThePlainOrigin() =>
        Assert.Equal("origin_foreign", Refusal("POST", "/api", https: true, ("Host", "127.0.0.1:8710"), ("Origin", "http://127.0.0.1:8710")));

    [Theory]
    [InlineData("GET", "cross-site", "no-cors", "image", "/api/v1/pictures/front", "origin_foreign")]
    [InlineData("GET", "same-site", "cors", "empty", "/api/v1/status", "origin_foreign")]
    [InlineData("GET", "cross-site", "navigate", "iframe", "/", "origin_foreign")]
    [InlineData("POST", "cross-site", "navigate", "document", "/", "origin_foreign")]
    [InlineData("GET", "cross-site", "navigate", "document", "/", null)]
    [InlineData("GET", "none", "navigate", "document", "/", null)]
    [InlineData("GET", "cross-site", "cors", "empty", "/media/t/token/index.m3u8", null)]
    [InlineData("POST", "cross-site", "cors", "empty", "/media/t/token/index.m3u8", "origin_foreign")]
    [InlineData("GET", "cross-site", "cors", "empty", "/media/tricky", "origin_foreign")]
    public void Guard_ByWhatTheBrowserSaysOfTheRequest_Decides(string method, string site, string mode, string destination, string path, string? code) =>
        Assert.Equal(code, Refusal(method, path, ("Host", "localhost"), ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination)));

    [Theory]
    [InlineData("application/json", null)]
    [InlineData("application/json; charset=utf-8", null)]
    [InlineData("application/problem+json", null)]
    [InlineData("application/grpc", null)]
    [InlineData("text/plain", "json_only")]
    [InlineData("multipart/form-data", "json_only")]
    [InlineData("application/x-www-form-urlencoded", "json_only")]
    [InlineData("application/jsonx", "json_only")]
    public void Guard_ByTheBodysType_Decides(string type, string? code) => Assert.Equal(code, Refusal("POST", "/api", ("Host", "localhost"), ("Content-Type", type), ("Content-Length", "2")));

    [Fact]
    public void Guard_WithABodyOfNoType_Refuses() => Assert.Equal("json_only", Refusal("POST", "/api", ("Host", "localhost"), ("Content-Length", "2")));

    private static string? Refusal(string method, string path, params (string Name, string Value)[] headers) => Refusal(method, path, https: false, headers);

    private static string? Refusal(string method, string path, bool https, params (string Name, string Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Path, request.Scheme) = (method, path, https ? "https" : "http");
        foreach (var (name, value) in headers) request.Headers[name] = value;
        return BrowserGuard.Refusal(request, s_options)?.Code;
    }
}

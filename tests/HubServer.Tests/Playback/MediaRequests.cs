using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Tongtang.HubServer.Tests.Playback;

/// <summary>Asks for media as players and strangers do.</summary>
internal static partial class MediaRequests
{
    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, HttpMethod method, string address, Action<HttpRequestMessage>? adjust = null)
    {
        var request = new HttpRequestMessage(method, address);
        adjust?.Invoke(request);
        return client.SendAsync(request);
    }

    /// <summary>The addresses in a media playlist, as it gives them.</summary>
    public static IReadOnlyList<string> Uris(string playlist) => [.. playlist.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>How often a line stands in it.</summary>
    public static int Count(string playlist, string line) => playlist.Split('\n').Count(l => l == line);

    /// <summary>The path exactly as it is: <see cref="HttpClient"/> would tidy it up.</summary>
    public static async Task<(HttpStatusCode Status, string Head, string Body)> RawAsync(RunningHub hub, HttpClient caller, string method, string path)
    {
        using var line = new TcpClient();
        await line.ConnectAsync(hub.Address.Host, hub.Address.Port);
        await using var stream = line.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: {hub.Address.Authority}\r\nAuthorization: {caller.DefaultRequestHeaders.Authorization}\r\nConnection: close\r\n\r\n"));
        var answer = (await new StreamReader(stream, Encoding.Latin1).ReadToEndAsync()).Split("\r\n\r\n", 2);
        return ((HttpStatusCode)int.Parse(StatusLine().Match(answer[0]).Groups[1].Value), answer[0], answer[1]);
    }

    [GeneratedRegex("^HTTP/1.1 ([0-9]{3})")]
    private static partial Regex StatusLine();
}

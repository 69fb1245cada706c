using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Tongtang.Protocol.Grpc;

namespace Tongtang.Protocol.Tests.Grpc;

/// <summary>An answer as HTTP/2 carried it.</summary>
internal sealed record RawAnswer(HttpStatusCode Http, Dictionary<string, string> Headers, byte[] Body, Dictionary<string, string> Trailers);

/// <summary>A call made by hand, with whatever bytes and headers a test wants.</summary>
internal static class RawCall
{
    public static byte[] Frame(IMessage message) => Frame(0, message.ToByteArray());

    public static byte[] Frame(byte flag, byte[] payload, uint? length = null)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    public static async Task<RawAnswer> SendAsync(Uri server, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var http = new HttpMessageInvoker(new GrpcKeepAlive().CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("content-type", headers.FirstOrDefault(h => h.Name == "content-type").Value ?? "application/grpc");
        foreach (var (name, value) in headers.Where(h => h.Name != "content-type")) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request, CancellationToken.None);
        var answer = await response.Content.ReadAsByteArrayAsync();
        return new(response.StatusCode, Flat(response.Headers, response.Content.Headers), answer, Flat(response.TrailingHeaders));
    }

    private static Dictionary<string, string> Flat(params HttpHeaders[] headers) =>
        headers.SelectMany(h => h.NonValidated).ToDictionary(h => h.Key.ToLowerInvariant(), h => string.Join(',', h.Value));
}

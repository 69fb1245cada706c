using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Tongtang.Harness.Network;

/// <summary>What a robot was sent.</summary>
internal sealed record RobotPost(string Path, string Query, string Body, DateTimeOffset At, IReadOnlyDictionary<string, string> Headers);

/// <summary>
/// Answers as the robots of WeCom (<c>/wecom</c>) and DingTalk (<c>/dingtalk</c>) do, by their documents: HTTP 200 always,
/// and what counts in <c>errcode</c>. <c>/program</c> is anybody's.
/// </summary>
internal sealed class Robots : IAsyncDisposable
{
    public const string WecomKey = "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa";
    public const string DingtalkSecret = "SEC0123456789abcdef";

    private readonly HttpListener _listener;
    private readonly TimeProvider _time;
    private readonly Task _loop;

    /// <param name="time">By which it counts messages a minute and checks times.</param>
    public Robots(TimeProvider time)
    {
        _time = time;
        (_listener, Address) = Listen();
        _loop = RunAsync();
    }

    public string Address { get; }

    public ConcurrentQueue<RobotPost> Posts { get; } = new();

    /// <summary>What it answers instead, with which status.</summary>
    public (int Status, string Body)? Answer { get; set; }

    public string Wecom => $"{Address}/wecom?key={WecomKey}";

    public string Dingtalk => $"{Address}/dingtalk?access_token=token";

    public string Program => $"{Address}/program";

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private static (HttpListener Listener, string Address) Listen()
    {
        for (var port = Random.Shared.Next(20_000, 60_000); ; port++)
        {
            // One whose port somebody has is of no more use.
            var listener = new HttpListener();
            try
            {
                listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                listener.Start();
                return (listener, $"http://127.0.0.1:{port}");
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var reader = new StreamReader(context.Request.InputStream);
            var body = await reader.ReadToEndAsync();
            var url = context.Request.Url!;
            var post = new RobotPost(url.AbsolutePath, url.Query, body, _time.GetUtcNow(), context.Request.Headers.AllKeys.ToDictionary(key => key!, key => context.Request.Headers[key]!, StringComparer.OrdinalIgnoreCase));
            var (status, text) = Answer ?? (200, AnswerTo(post, context.Request));
            Posts.Enqueue(post);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            try
            {
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
                context.Response.Close();
            }
            catch (HttpListenerException)
            {
                // Whoever asked has hung up: the hub ends while it sends.
            }
        }
    }

    private string AnswerTo(RobotPost post, HttpListenerRequest request)
    {
        if (post.Path == "/program") return "";
        if (Posts.Count(before => before.Path == post.Path && before.At > post.At - TimeSpan.FromMinutes(1)) >= 20)
            return post.Path == "/wecom" ? """{"errcode":45009,"errmsg":"api freq out of limit"}""" : """{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}""";
        if (post.Path == "/wecom")
        {
            if (request.QueryString["key"] != WecomKey) return """{"errcode":93000,"errmsg":"invalid webhook url"}""";
            return Encoding.UTF8.GetByteCount(Content(post.Body, "content")) > 4096 ? """{"errcode":40058,"errmsg":"markdown.content exceed max length 4096"}""" : """{"errcode":0,"errmsg":"ok"}""";
        }
        var at = request.QueryString["timestamp"] ?? "0";
        var sign = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(DingtalkSecret), Encoding.UTF8.GetBytes($"{at}\n{DingtalkSecret}")));
        var isFresh = (post.At - DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(at))).Duration() < TimeSpan.FromHours(1);
        if (request.QueryString["sign"] != sign || !isFresh) return """{"errcode":310000,"errmsg":"sign not match"}""";
        return Encoding.UTF8.GetByteCount(post.Body) > 20_000 ? """{"errcode":460101,"errmsg":"message too long"}""" : """{"errcode":0,"errmsg":"ok"}""";
    }

    /// <summary>What a markdown message says.</summary>
    public static string Content(string body, string member)
    {
        using var json = System.Text.Json.JsonDocument.Parse(body);
        return json.RootElement.GetProperty("markdown").GetProperty(member).GetString()!;
    }
}

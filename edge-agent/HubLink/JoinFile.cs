using System.Text.Json;
using Tongtang.Protocol.Http;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>What somebody gave to enrol with: a code, or the file <c>tongtang-join.json</c> from a USB stick.</summary>
/// <param name="Hub">Null: the one that the code or the settings name.</param>
internal sealed record JoinOrder(string Code, Uri? Hub);

internal static class JoinFile
{
    private const int LargestFile = 16 * 1024;

    private sealed record Content(string Code, string? Hub = null, string? Room = null, DateTimeOffset? ExpiresAt = null);

    /// <exception cref="EnrolmentException"><c>join_file_invalid</c> or <c>hub_address_invalid</c>.</exception>
    public static JoinOrder Read(string codeOrFile, string? hub)
    {
        if (!File.Exists(codeOrFile)) return new JoinOrder(codeOrFile, Address(hub));
        try
        {
            if (new FileInfo(codeOrFile).Length > LargestFile) throw new EnrolmentException("join_file_invalid", $"{codeOrFile} is no join file: it is over {LargestFile} bytes long.");
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(codeOrFile), JsonDefaults.Options)
                ?? throw new EnrolmentException("join_file_invalid", $"{codeOrFile} is no join file: it is empty.");
            return new JoinOrder(content.Code, Address(hub ?? content.Hub));
        }
        catch (JsonException error)
        {
            throw new EnrolmentException("join_file_invalid", $"{codeOrFile} is no join file: it should hold a code and the hub's address, as the console writes it. Download it again.", error);
        }
    }

    /// <exception cref="EnrolmentException"><c>hub_address_invalid</c>.</exception>
    public static Uri? Address(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        return Uri.TryCreate(whole, UriKind.Absolute, out var address) && address is { Scheme: "https", PathAndQuery: "/", UserInfo: "" }
            ? address
            : throw new EnrolmentException("hub_address_invalid", $"\"{text}\" is no hub's address; allowed: https://host:port");
    }
}

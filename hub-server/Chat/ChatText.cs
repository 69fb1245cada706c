using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Chat;

/// <summary>What may be written to others: one line.</summary>
internal static class ChatText
{
    public const int Longest = 200;

    /// <returns>What is wrong, or null; then <paramref name="text"/> is trimmed and in normal form.</returns>
    public static ProblemHttpResult? Check(string? given, out string text)
    {
        var fault = NameRule.Fault(given, Longest, out text) ?? (text.Length == 0 ? "is empty" : null);
        return fault is null ? null : Problems.Invalid("chat_text_invalid", $"text {fault}; allowed: 1 to {Longest} visible characters of any script, in one line.");
    }
}

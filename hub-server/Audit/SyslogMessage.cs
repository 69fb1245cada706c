using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Audit;

/// <summary>
/// A row as a syslog message (RFC 5424), framed for TLS by counting its bytes (RFC 5425, 4.3). Pure. What is needed to check
/// the chain stands first, in the structured data; the whole row follows as JSON, as in an export.
/// </summary>
internal static class SyslogMessage
{
    /// <summary>Facility 13, log audit (RFC 5424, 6.2.1).</summary>
    private const int Facility = 13;

    /// <summary>32473 is the enterprise number for use where one has none (RFC 5612).</summary>
    private const string Element = "audit@32473";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="row">What happened.</param>
    /// <param name="host">The hub's machine.</param>
    public static byte[] Frame(AuditRow row, string host)
    {
        var message = Encoding.UTF8.GetBytes(Text(row, host));
        return [.. Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture) + " "), .. message];
    }

    public static string Text(AuditRow row, string host)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var data = $"[{Element} seq=\"{row.Seq}\" hash=\"{row.Hash}\" previous=\"{row.Previous}\" actor=\"{Escape(row.Actor)}\" action=\"{row.Action}\" outcome=\"{row.Outcome}\"]";
        return $"<{(Facility * 8) + Severity(row.Outcome)}>1 {at} {Header(host, 255)} tongtang-hub {Environment.ProcessId} {Header(row.Action, 32)} {data} \uFEFF{JsonSerializer.Serialize(row, s_json)}";
    }

    private static int Severity(string outcome) => Words.Enum<AuditOutcome>(outcome) switch
    {
        AuditOutcome.Done => 6,
        AuditOutcome.Refused => 5,
        AuditOutcome.Denied => 4,
        _ => 3,
    };

    /// <summary>Quotes, backslashes and closing brackets (RFC 5424, 6.3.3).</summary>
    private static string Escape(string text) => text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("]", @"\]", StringComparison.Ordinal);

    /// <summary>Visible ASCII only; a dash for nothing (RFC 5424, 6).</summary>
    private static string Header(string text, int longest)
    {
        var plain = string.Concat(text.Where(letter => letter is > ' ' and < (char)127).Take(longest));
        return plain.Length == 0 ? "-" : plain;
    }
}

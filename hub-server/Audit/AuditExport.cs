using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Audit;

internal enum ExportFormat
{
    /// <summary>For office programs.</summary>
    Csv,

    /// <summary>JSON lines, each a row with all that its hash is made of (see <see cref="AuditRow"/>).</summary>
    Jsonl,
}

/// <summary>The audit as a file, written while it is read: however long it is, no more than a piece is in memory.</summary>
internal static class AuditExport
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(Stream target, ExportFormat format, IAsyncEnumerable<AuditRow> rows, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024, leaveOpen: true);
        if (format == ExportFormat.Csv)
            await writer.WriteAsync($"{CsvField.Mark}seq,at,actorKind,actor,address,action,operation,outcome,code,thingKind,thingId,thing,regionId,schoolId,roomId,changes,hash\r\n");
        await foreach (var row in rows.WithCancellation(cancellationToken)) await writer.WriteAsync(format == ExportFormat.Csv ? Csv(row) : JsonSerializer.Serialize(row, s_json) + "\n");
    }

    private static string Csv(AuditRow row)
    {
        var changes = string.Join("; ", AuditChange.Parse(row.Changes).Select(change => $"{change.Member}: {change.Before ?? "–"} → {change.After ?? "–"}"));
        string[] fields =
        [
            row.Seq.ToString(CultureInfo.InvariantCulture),
            DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            row.ActorKind, row.Actor, row.Address, row.Action, row.Operation, row.Outcome, row.Code, row.ThingKind, row.ThingId, row.Thing, row.RegionId, row.SchoolId, row.RoomId, changes, row.Hash,
        ];
        return string.Join(',', fields.Select(CsvField.Of)) + "\r\n";
    }
}

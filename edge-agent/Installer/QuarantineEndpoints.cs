using System.Text;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Protocol.Http;

namespace Tongtang.EdgeAgent.Installer;

/// <summary>What the hub refuses for good: a person looks at it, sends it once more, takes it along, or deletes it.</summary>
internal static class QuarantineEndpoints
{
    /// <param name="ItemClass">alarms, command-results, states, readings or backlog.</param>
    /// <param name="What">The reading's name or the kind of event or alarm; empty: neither.</param>
    /// <param name="At">When it happened; null while the box did not know the time.</param>
    /// <param name="Code">The hub's stable code.</param>
    private sealed record QuarantinedView(string Id, string ItemClass, string What, DateTimeOffset? At, string Code, string Reason);

    public static void MapQuarantine(this IEndpointRouteBuilder installer)
    {
        var quarantine = installer.MapGroup("/quarantine");
        quarantine.MapGet("", (OutboxStore outbox) => TypedResults.Ok(outbox.Quarantined().Select(View).ToList()));
        quarantine.MapGet("/export", (OutboxStore outbox) => TypedResults.File(
            Encoding.UTF8.GetBytes($"[{string.Join(",\n", outbox.Quarantined().Select(item => item.Export()))}]\n"), "application/json", "tongtang-quarantine.json"));
        quarantine.MapPost("/{id:long}/retry", async (long id, OutboxStore outbox, CancellationToken cancellationToken) =>
            await outbox.RetryAsync(id, cancellationToken) ? (IResult)TypedResults.NoContent() : Unknown());
        quarantine.MapDelete("/{id:long}", IResult (long id, OutboxStore outbox) => outbox.Delete(id) ? TypedResults.NoContent() : Unknown());
    }

    private static IResult Unknown() => Problems.Create(StatusCodes.Status404NotFound, "item_unknown", "There is no such item in quarantine any more.");

    private static QuarantinedView View(QuarantinedItem kept) => new(
        kept.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ItemClasses.FolderName(kept.ItemClass),
        kept.What,
        kept.Item.TimeMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(kept.Item.TimeMs),
        kept.Code,
        kept.Message);
}

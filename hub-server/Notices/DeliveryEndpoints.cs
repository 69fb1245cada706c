using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.HubServer.Webhooks;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Notices;

internal static class DeliveryEndpoints
{
    public static void MapDeliveryRoutes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/notices/deliveries").WithTags("notices").Needs(Right.ConnectPrograms);
        group.MapGet("/", ListAsync).WithName("listNoticeDeliveries").WithSummary("Messages on the caller's channels with what came of each, newest first");
        group.MapPost("/{id}/replay", ReplayAsync).WithName("replayNoticeDelivery").WithSummary("Sends a message again, as it was").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Results<Ok<Page<NoticeDelivery>>, ProblemHttpResult>> ListAsync(
        Caller caller,
        DeliveryLists deliveries,
        [AsParameters] PageQuery page,
        [FromQuery(Name = "channel"), Description("A channel's id.")] string? channel,
        [FromQuery(Name = "state"), Description("waiting, sent or failed; several with commas between.")] string? state,
        CancellationToken cancellationToken)
    {
        if (page.Plan(DeliveryLists.SortColumns, "-createdAt", "notice_delivery.id DESC", out var plan) is { } problem) return problem;
        if (!Words.TryEnums<NoticeDeliveryState>(state, out var states)) return Problems.Invalid("state_invalid", $"state is not one of {Words.All<NoticeDeliveryState>()}.");
        return TypedResults.Ok(await deliveries.ListAsync(caller.Scope, channel.NullIfEmpty(), states, plan, cancellationToken));
    }

    private static async Task<Results<Accepted<QueuedDelivery>, ProblemHttpResult>> ReplayAsync(string id, Caller caller, DeliveryLists deliveries, NoticeOutbox outbox, CancellationToken cancellationToken)
    {
        if (await deliveries.ReplayAsync(caller.Scope, id, cancellationToken) is not { } again) return Problems.Missing("notice_delivery_unknown", "There is no such message, or it is not the caller's to see.");
        if (!again) return Problems.Conflict("delivery_waiting", "It is still in line.");
        outbox.Wake();
        return TypedResults.Accepted((string?)null, new QueuedDelivery(id));
    }
}

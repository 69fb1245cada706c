using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Notices;

/// <summary>A notice that was just set up.</summary>
internal sealed record CreatedNotice(string Id);

internal static class OwnNoticeEndpoints
{
    public static void MapOwnNoticeRoutes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/notices/own").WithTags("notices").ForAnyCaller();
        group.MapGet("/", ListAsync).WithName("listOwnNotices").WithSummary($"What the caller wants to be told, and how; at most {RuleStore.MostOfOne}");
        group.MapPost("/", CreateAsync).WithName("createOwnNotice").WithSummary("Has the caller told of alarms by one way out").ProducesProblem(409);
        group.MapPut("/{id}", ChangeAsync).WithName("changeOwnNotice").WithSummary("Changes what the caller is told").ProducesProblem(404);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteOwnNotice").WithSummary("The caller is told no more of it").ProducesProblem(404);
        group.MapGet("/deliveries", DeliveriesAsync).WithName("listOwnNoticeDeliveries").WithSummary("What the caller was sent, newest first");
    }

    private static async Task<Results<Ok<IReadOnlyList<OwnNotice>>, ProblemHttpResult>> ListAsync(Caller caller, RuleStore rules, CancellationToken cancellationToken) =>
        caller.AccountId is { } account ? TypedResults.Ok(await rules.OfAccountAsync(account, cancellationToken)) : TokenHasNone();

    private static async Task<Results<Created<CreatedNotice>, ProblemHttpResult>> CreateAsync(
        NoticeWish body, Caller caller, ChannelStore channels, RuleStore rules, WishCheck check, CancellationToken cancellationToken)
    {
        if (caller.AccountId is not { } account) return TokenHasNone();
        if (await FaultAsync(body, caller, channels, check, cancellationToken) is { } problem) return problem;
        return await rules.CreateAsync(account, body, cancellationToken) is { } id ? TypedResults.Created($"/api/v1/notices/own/{id}", new CreatedNotice(id)) : WishCheck.Full();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        string id, NoticeWish body, Caller caller, ChannelStore channels, RuleStore rules, WishCheck check, CancellationToken cancellationToken)
    {
        if (caller.AccountId is not { } account) return TokenHasNone();
        if (!await IsOwnAsync(account, id, rules, cancellationToken)) return Unknown();
        if (await FaultAsync(body, caller, channels, check, cancellationToken) is { } problem) return problem;
        await rules.ChangeAsync(id, body, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, RuleStore rules, CancellationToken cancellationToken)
    {
        if (caller.AccountId is not { } account) return TokenHasNone();
        if (!await IsOwnAsync(account, id, rules, cancellationToken)) return Unknown();
        await rules.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<NoticeDelivery>>, ProblemHttpResult>> DeliveriesAsync(Caller caller, DeliveryLists deliveries, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (caller.AccountId is not { } account) return TokenHasNone();
        if (page.Plan(DeliveryLists.SortColumns, "-createdAt", "notice_delivery.id DESC", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await deliveries.OfAccountAsync(account, plan, cancellationToken));
    }

    private static async Task<ProblemHttpResult?> FaultAsync(NoticeWish wish, Caller caller, ChannelStore channels, WishCheck check, CancellationToken cancellationToken)
    {
        var channel = (await channels.OfferedAsync(caller.Assignments, cancellationToken)).FirstOrDefault(one => one.Id == wish.ChannelId);
        if (channel is null) return Problems.Invalid("channel_invalid", "channelId is none of the channels that the caller may choose.");
        return await check.FaultAsync(wish, channel.Kind, caller.Assignments.For(Right.SeeRooms), cancellationToken);
    }

    private static async Task<bool> IsOwnAsync(string account, string id, RuleStore rules, CancellationToken cancellationToken) =>
        (await rules.OfAccountAsync(account, cancellationToken)).Any(notice => notice.Id == id);

    private static ProblemHttpResult Unknown() => Problems.Missing("notice_unknown", "The caller has no such notice.");

    private static ProblemHttpResult TokenHasNone() => Problems.Forbidden("account_required", "A token is sent nothing: notices are for people with an account.");
}

using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Webhooks;

/// <summary>Body of <c>POST /api/v1/webhooks</c>.</summary>
/// <param name="Url">https, of a public address unless the hub's settings allow others.</param>
/// <param name="Scope">Of which lessons it is told: <c>{"kind":"hub"}</c>, or those in which a region's or a school's rooms take part.</param>
internal sealed record CreateWebhook(string Name, string Url, TreePlace Scope);

/// <summary>The one time the secret is shown.</summary>
internal sealed record CreatedWebhook(string Id, string Secret);

/// <summary>Body of <c>PATCH /api/v1/webhooks/{id}</c>: what is not given stays.</summary>
internal sealed record ChangeWebhook(string? Name = null, string? Url = null, bool? Paused = null);

/// <summary>A delivery that was put in line.</summary>
internal sealed record QueuedDelivery(string Id);

internal static class WebhookEndpoints
{
    public static void MapWebhookRoutes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/webhooks").WithTags("webhooks").Needs(Right.ConnectPrograms);
        group.MapGet("/", ListAsync).WithName("listWebhooks").WithSummary("Programs elsewhere that are told of linked lessons, as far as their scope lies within the caller's");
        group.MapPost("/", CreateAsync).WithName("createWebhook").WithSummary("A webhook; the secret that its messages are signed with is shown in this answer only").ProducesProblem(403).ProducesProblem(409);
        group.MapGet("/{id}", GetAsync).WithName("getWebhook").WithSummary("One webhook").ProducesProblem(404);
        group.MapPatch("/{id}", ChangeAsync).WithName("changeWebhook").WithSummary("Renames, moves, pauses or resumes a webhook").ProducesProblem(404);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteWebhook").WithSummary("Deletes a webhook with its log; what is in line is not sent").ProducesProblem(404);
        group.MapPost("/{id}/ping", PingAsync).WithName("pingWebhook").WithSummary("Sends it a message that means nothing, to see that it arrives").ProducesProblem(404);
        group.MapGet("/{id}/deliveries", DeliveriesAsync).WithName("listDeliveries").WithSummary("What it was sent, newest first").ProducesProblem(404);
        group.MapPost("/{id}/deliveries/{deliveryId}/replay", ReplayAsync).WithName("replayDelivery").WithSummary("Sends a message of the log again, as it was").ProducesProblem(404).ProducesProblem(409);
    }

    private static ProblemHttpResult Unknown() => Problems.Missing("webhook_unknown", "There is no such webhook, or it is not the caller's to see.");

    private static async Task<Results<Ok<Page<Webhook>>, ProblemHttpResult>> ListAsync(Caller caller, WebhookStore webhooks, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Plan(WebhookStore.SortColumns, "name", "id", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await webhooks.ListAsync(caller.Scope, plan, cancellationToken));
    }

    private static async Task<Results<Ok<Webhook>, ProblemHttpResult>> GetAsync(string id, Caller caller, WebhookStore webhooks, CancellationToken cancellationToken) =>
        await webhooks.FindAsync(caller.Scope, id, cancellationToken) is { } webhook ? TypedResults.Ok(webhook) : Unknown();

    private static async Task<Results<Created<CreatedWebhook>, ProblemHttpResult>> CreateAsync(
        CreateWebhook body, Caller caller, WebhookStore webhooks, TreePlaces places, WebhooksSettings settings, CancellationToken cancellationToken)
    {
        if (NameRule.Check(body.Name, "name", out var name) is { } problem) return problem;
        if (WebhookAddress.Fault(body.Url, settings) is { } fault) return UrlInvalid(fault);
        if (!body.Scope.IsWellFormed) return TokenEndpoints.ScopeInvalid();
        if (await places.FindAsync(body.Scope, cancellationToken) is not { } place || !place.IsIn(caller.Scope)) return Problems.Forbidden("scope_too_small", "A webhook's scope lies within its maker's.");
        var secret = Secret.New("whs_");
        return await webhooks.CreateAsync(name, body.Url, secret, body.Scope, caller.Name, cancellationToken) is { } id
            ? TypedResults.Created($"/api/v1/webhooks/{id}", new CreatedWebhook(id, secret))
            : Problems.Conflict("webhooks_full", $"There are {WebhookStore.MostWebhooks} webhooks already.");
    }

    private static async Task<Results<Ok<Webhook>, ProblemHttpResult>> ChangeAsync(
        string id, ChangeWebhook body, Caller caller, WebhookStore webhooks, WebhooksSettings settings, CancellationToken cancellationToken)
    {
        if (await webhooks.FindAsync(caller.Scope, id, cancellationToken) is not { } webhook) return Unknown();
        if (NameRule.Check(body.Name ?? webhook.Name, "name", out var name) is { } problem) return problem;
        var url = body.Url ?? webhook.Url;
        if (body.Url is not null && WebhookAddress.Fault(url, settings) is { } fault) return UrlInvalid(fault);
        await webhooks.ChangeAsync(id, name, url, body.Paused ?? webhook.Paused, cancellationToken);
        return await GetAsync(id, caller, webhooks, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, WebhookStore webhooks, CancellationToken cancellationToken)
    {
        if (await webhooks.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        await webhooks.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<QueuedDelivery>, ProblemHttpResult>> PingAsync(string id, Caller caller, WebhookStore webhooks, CancellationToken cancellationToken)
    {
        if (await webhooks.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        return TypedResults.Accepted((string?)null, new QueuedDelivery(await webhooks.PingAsync(id, cancellationToken)));
    }

    private static async Task<Results<Ok<Page<WebhookDelivery>>, ProblemHttpResult>> DeliveriesAsync(
        string id, Caller caller, WebhookStore webhooks, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (await webhooks.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        if (page.Plan(WebhookStore.DeliverySortColumns, "-createdAt", "id DESC", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await webhooks.DeliveriesAsync(id, plan, cancellationToken));
    }

    private static async Task<Results<Accepted<QueuedDelivery>, ProblemHttpResult>> ReplayAsync(string id, string deliveryId, Caller caller, WebhookStore webhooks, CancellationToken cancellationToken)
    {
        if (await webhooks.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        if (await webhooks.DeliveryAsync(id, deliveryId, cancellationToken) is null) return Problems.Missing("delivery_unknown", "There is no such delivery in this webhook's log.");
        return await webhooks.ReplayAsync(id, deliveryId, cancellationToken)
            ? TypedResults.Accepted((string?)null, new QueuedDelivery(deliveryId))
            : Problems.Conflict("delivery_waiting", "It is still in line.");
    }

    private static ProblemHttpResult UrlInvalid(string fault) => Problems.Invalid("url_invalid", $"url {fault}.");
}

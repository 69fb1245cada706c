using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Web;
using Tongtang.HubServer.Webhooks;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Notices;

/// <summary>Body of <c>POST /api/v1/notices/channels</c>.</summary>
/// <param name="Scope">Whose it is: <c>{"kind":"hub"}</c>, a region or a school.</param>
/// <param name="Url">Of a robot with its key, or of a program; https unless the hub's settings allow others.</param>
/// <param name="Host">The mail server.</param>
/// <param name="Secret">The mail account's password or the robot's signing key; a program's is made by the hub.</param>
internal sealed record CreateNoticeChannel(
    ChannelKind Kind, string Name, TreePlace Scope, string Url = "", string Host = "", int Port = 465, MailSecurity Security = MailSecurity.Tls, string User = "", string Sender = "", string Secret = "");

/// <summary>Body of <c>PATCH /api/v1/notices/channels/{id}</c>: what is not given stays. Where it leads elsewhere, or signs in as somebody else, the secret must be given anew.</summary>
internal sealed record ChangeNoticeChannel(
    string? Name = null, string? Url = null, string? Host = null, int? Port = null, MailSecurity? Security = null, string? User = null, string? Sender = null, string? Secret = null, bool? Paused = null);

/// <summary>A new channel.</summary>
/// <param name="Secret">With which a program's messages are signed, shown this one time; null for other kinds.</param>
internal sealed record CreatedNoticeChannel(string Id, string? Secret);

/// <summary>Body of <c>POST /api/v1/notices/channels/{id}/test</c>.</summary>
/// <param name="Address">Where a trial mail goes; empty for other kinds.</param>
internal sealed record TestNoticeChannel(string Address = "", NoticeLanguage Language = NoticeLanguage.ZhCn);

/// <summary>What came of a trial.</summary>
/// <param name="ErrorCode">Null: the peer has it.</param>
/// <param name="Answer">The peer's own words.</param>
internal sealed record NoticeTrial(string? ErrorCode, string Answer);

internal static class ChannelEndpoints
{
    public static void MapChannelRoutes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/notices/channels").WithTags("notices").Needs(Right.ConnectPrograms);
        group.MapGet("/", ListAsync).WithName("listNoticeChannels").WithSummary("Mail servers, robots and programs that notices go to, as far as their scope lies within the caller's");
        group.MapPost("/", CreateAsync).WithName("createNoticeChannel").WithSummary("A way out for notices").ProducesProblem(403).ProducesProblem(409);
        group.MapGet("/{id}", GetAsync).WithName("getNoticeChannel").WithSummary("One way out, without its secrets").ProducesProblem(404);
        group.MapPatch("/{id}", ChangeAsync).WithName("changeNoticeChannel").WithSummary("Changes, pauses or resumes a way out").ProducesProblem(404);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteNoticeChannel").WithSummary("Deletes a way out with its log and what people had chosen for it").ProducesProblem(404);
        group.MapPost("/{id}/test", TestAsync).WithName("testNoticeChannel").WithSummary("Really sends a trial message and says what the peer answered").ProducesProblem(404).ProducesProblem(409);
        group.MapPut("/{id}/rule", RuleAsync).WithName("setNoticeChannelRule").WithSummary("What the group or program gets").ProducesProblem(404).ProducesProblem(409);
        app.MapGet("/api/v1/notices/offered", OfferedAsync).WithTags("notices").ForAnyCaller().WithName("listOfferedNoticeChannels").WithSummary("Ways out that the caller may choose for their own notices; at most 200");
    }

    public static ProblemHttpResult Unknown() => Problems.Missing("notice_channel_unknown", "There is no such channel, or it is not the caller's to see.");

    private static async Task<Results<Ok<Page<NoticeChannel>>, ProblemHttpResult>> ListAsync(Caller caller, ChannelStore channels, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Plan(ChannelStore.SortColumns, "name", "id", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await channels.ListAsync(caller.Scope, plan, cancellationToken));
    }

    private static async Task<Results<Ok<NoticeChannel>, ProblemHttpResult>> GetAsync(string id, Caller caller, ChannelStore channels, CancellationToken cancellationToken) =>
        await channels.FindAsync(caller.Scope, id, cancellationToken) is { } channel ? TypedResults.Ok(channel) : Unknown();

    private static async Task<Results<Created<CreatedNoticeChannel>, ProblemHttpResult>> CreateAsync(
        CreateNoticeChannel body, Caller caller, ChannelStore channels, TreePlaces places, WebhooksSettings settings, CancellationToken cancellationToken)
    {
        if (NameRule.Check(body.Name, "name", out var name) is { } problem) return problem;
        if (!body.Scope.IsWellFormed) return TokenEndpoints.ScopeInvalid();
        if (await places.FindAsync(body.Scope, cancellationToken) is not { } place || !place.IsIn(caller.Scope)) return Problems.Forbidden("scope_too_small", "A channel's scope lies within its maker's.");
        var wanted = new ChannelTarget(body.Url.Trim(), body.Host.Trim(), body.Port, body.Security, body.User, body.Sender.Trim());
        if (ChannelRule.Check(body.Kind, wanted, body.Secret, settings, out var target) is { } fault) return fault;
        var made = body.Kind == ChannelKind.Webhook ? Secret.New("whs_") : null;
        return await channels.CreateAsync(body.Kind, name, body.Scope, target, made ?? body.Secret, caller.Name, cancellationToken) is { } id
            ? TypedResults.Created($"/api/v1/notices/channels/{id}", new CreatedNoticeChannel(id, made))
            : Problems.Conflict("notice_channels_full", $"There are {ChannelStore.MostChannels} channels already.");
    }

    private static async Task<Results<Ok<NoticeChannel>, ProblemHttpResult>> ChangeAsync(
        string id, ChangeNoticeChannel body, Caller caller, ChannelStore channels, WebhooksSettings settings, CancellationToken cancellationToken)
    {
        if (await channels.FindAsync(caller.Scope, id, cancellationToken) is not { } shown || await channels.OpenAsync(id, cancellationToken) is not { } channel) return Unknown();
        if (NameRule.Check(body.Name ?? channel.Name, "name", out var name) is { } problem) return problem;
        var old = channel.Target;
        var wanted = new ChannelTarget(
            body.Url?.Trim() ?? old.Url, body.Host?.Trim() ?? old.Host, body.Port ?? old.Port, body.Security ?? old.Security, body.User ?? old.User, body.Sender?.Trim() ?? old.Sender);
        // A robot's whole address is its key; a program's secret is the hub's own and says only who speaks.
        var leadsElsewhere = (wanted with { Sender = old.Sender, Url = "" }) != (old with { Url = "" }) || (channel.Kind == ChannelKind.Dingtalk && wanted.Url != old.Url);
        if (leadsElsewhere && channel.Secret.Length > 0 && body.Secret is null) return Problems.Invalid("secret_required", "Where the channel leads elsewhere, its secret must be given anew.");
        var secret = channel.Kind == ChannelKind.Webhook ? channel.Secret : body.Secret ?? channel.Secret;
        if (ChannelRule.Check(channel.Kind, wanted, secret, settings, out var target) is { } fault) return fault;
        await channels.ChangeAsync(id, name, body.Paused ?? shown.Paused, target, secret, cancellationToken);
        return await GetAsync(id, caller, channels, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, ChannelStore channels, CancellationToken cancellationToken)
    {
        if (await channels.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        await channels.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<NoticeTrial>, ProblemHttpResult>> TestAsync(
        string id, TestNoticeChannel body, Caller caller, ChannelStore channels, NoticeSender sender, NoticeComposer composer, CancellationToken cancellationToken)
    {
        if (await channels.FindAsync(caller.Scope, id, cancellationToken) is null || await channels.OpenAsync(id, cancellationToken) is not { } channel) return Unknown();
        if (channel.Kind == ChannelKind.Mail && MailText.Fault(body.Address) is { } fault) return Problems.Invalid("address_invalid", $"address {fault}.");
        if (!await channels.TakeAsync(channel, cancellationToken)) return Problems.Conflict("notice_channel_busy", "The robot was sent something just now, and takes 20 messages a minute: try in some seconds.");
        using var line = sender.LineOf(channel);
        var outcome = await sender.SendAsync(channel, line, $"test-{Secret.New()}", body.Address, composer.Trial(body.Language, channel.Name), cancellationToken);
        if (outcome.Rest is { } rest) await channels.RestAsync(id, rest, cancellationToken);
        return TypedResults.Ok(new NoticeTrial(outcome.ErrorCode, outcome.Answer));
    }

    private static async Task<Results<Ok<NoticeChannel>, ProblemHttpResult>> RuleAsync(
        string id, NoticeWish body, Caller caller, ChannelStore channels, RuleStore rules, WishCheck check, CancellationToken cancellationToken)
    {
        if (await channels.FindAsync(caller.Scope, id, cancellationToken) is not { } channel) return Unknown();
        if (channel.Kind == ChannelKind.Mail) return Problems.Conflict("notice_channel_personal", "Mail goes to people, who choose for themselves.");
        var wish = body with { ChannelId = id, Address = "" };
        if (await check.FaultAsync(wish, channel.Kind, Scope.Of([channel.Scope]), cancellationToken) is { } problem) return problem;
        if (channel.Rule is { } rule) await rules.ChangeAsync(rule.Id, wish, cancellationToken);
        else if (await rules.CreateAsync(account: null, wish, cancellationToken) is null) return WishCheck.Full();
        return await GetAsync(id, caller, channels, cancellationToken);
    }

    private static async Task<Ok<IReadOnlyList<OfferedChannel>>> OfferedAsync(Caller caller, ChannelStore channels, CancellationToken cancellationToken) =>
        TypedResults.Ok(await channels.OfferedAsync(caller.Assignments, cancellationToken));
}

using System.Data.Common;
using System.Text.Json;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Audit;

/// <summary>
/// Every request that may change something leaves a row, and every one that is denied, whatever route it is: no feature
/// has to think of it. Stands between who calls and whether they may.
/// </summary>
internal sealed partial class AuditTrail(RequestDelegate next, HubDatabase database, AuditChain chain, AuditRepeats repeats, ILogger<AuditTrail> logger)
{
    private const int LargestBody = 64 * 1024;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.IsFromAgent() || context.GetEndpoint() is not RouteEndpoint endpoint) return next(context);
        var method = context.Request.Method;
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsConnect(method) || endpoint.Metadata.GetMetadata<CountsOnly>() is not null
            ? ReadAsync(context, endpoint)
            : ChangeAsync(context, AuditedRoute.Of(endpoint, method));
    }

    public static Actor ActorOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        return context.Features.Get<Caller>() is { } caller
            ? new Actor(caller.AccountId is null ? ActorKind.Program : ActorKind.Person, caller.AccountId ?? "", caller.Name, address)
            : new Actor(ActorKind.Nobody, "", "", address);
    }

    private async Task ReadAsync(HttpContext context, RouteEndpoint endpoint)
    {
        await next(context);
        if (context.Response.StatusCode != StatusCodes.Status403Forbidden || context.Features.Get<Caller>() is null) return;
        var route = AuditedRoute.Of(endpoint, context.Request.Method) with { Action = AuditAction.Read };
        await EndAsync(new AuditNote(route, ActorOf(context), route.Ids(context.Request.RouteValues), new Dictionary<string, string?>(StringComparer.Ordinal), chain), AuditOutcome.Denied, "right_missing");
    }

    private async Task ChangeAsync(HttpContext context, AuditedRoute route)
    {
        var actor = ActorOf(context);
        var asked = route.Told.Count == 0 ? [] : route.Asked(context.Request.RouteValues, await BodyAsync(context.Request));
        var note = new AuditNote(route, actor, Ids(context, route, asked), asked, chain) { IsHeld = route.Operation is "signIn" or "signInByLink" or "signInScreen" };
        var body = context.Response.Body;
        var answer = new AnswerCode(body);
        context.Response.Body = answer;
        WriteWitness.Current = note;
        try
        {
            await next(context);
        }
        catch (Exception failure)
        {
            await EndAsync(note, failure is BadHttpRequestException ? AuditOutcome.Refused : AuditOutcome.Failed, failure is BadHttpRequestException ? "request_invalid" : "internal_error");
            throw;
        }
        finally
        {
            WriteWitness.Current = null;
            note.End();
            context.Response.Body = body;
        }
        var status = context.Response.StatusCode;
        // Nobody at all is no more than a knock at the door, except where one signs in.
        if (status == StatusCodes.Status401Unauthorized && note.Actor.Kind == ActorKind.Nobody && route.Action != AuditAction.SignIn) return;
        // Who is locked out may knock as often as he likes; once a minute is told.
        if (status == StatusCodes.Status429TooManyRequests && !repeats.IsFirst($"{route.Operation} {note.Actor.Id} {actor.Address}", AuditRepeats.Minute)) return;
        if (status < 400 && note.IsWritten) return;
        var code = status < 400 ? "" : answer.Read();
        await EndAsync(note, OutcomeOf(status, code), code, status < 400 && route.IsImport && !note.HasWritten);
    }

    /// <summary>The caller's own account is what some routes change without naming it.</summary>
    private static IReadOnlyList<string> Ids(HttpContext context, AuditedRoute route, Dictionary<string, string?> asked)
    {
        if (route.Operation == "setSpecialDay") return [$"{asked.GetValueOrDefault("placeId")}/{asked.GetValueOrDefault("date")}"];
        if (route.IdFrom is null && route.ThingKind == "account" && route.Action == AuditAction.Change) return context.Features.Get<Caller>()?.AccountId is { } own ? [own] : [];
        return route.Ids(context.Request.RouteValues);
    }

    private static AuditOutcome OutcomeOf(int status, string code) => status switch
    {
        < 400 => AuditOutcome.Done,
        StatusCodes.Status403Forbidden when code is not ("second_factor_required" or "password_expired") => AuditOutcome.Denied,
        < 500 => AuditOutcome.Refused,
        _ => AuditOutcome.Failed,
    };

    /// <param name="note">What was asked for.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="code">Why not.</param>
    /// <param name="isTrial">Nothing was to be written: the trial run of an import.</param>
    private async Task EndAsync(AuditNote note, AuditOutcome outcome, string code, bool isTrial = false)
    {
        IReadOnlyList<AuditChange> trial = isTrial ? [new AuditChange("dryRun", null, "true")] : [];
        try
        {
            await database.WriteAsync(
                async connection => await chain.AppendAsync(connection, note.Row(await AuditThings.FindAsync(connection, note.Route.ThingKind, note.Ids), outcome, code, trial) with { Action = (isTrial ? AuditAction.Read : note.Route.Action).Word() }), CancellationToken.None);
        }
        catch (DbException failure) when (DatabaseFailure.IsOfTheDisk(failure))
        {
            // Nothing was changed, and the log has what the database cannot take.
            LogUnwritten(failure, note.Actor.Name, note.Actor.Address, note.Route.Operation, note.Ids is [var id, ..] ? id : "", outcome, code);
        }
    }

    /// <summary>Read ahead of the handler, which reads it again from its beginning.</summary>
    private static async Task<JsonElement?> BodyAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType() || request.ContentLength > LargestBody) return null;
        request.EnableBuffering(LargestBody);
        var piece = new byte[LargestBody + 1];
        try
        {
            var length = await request.Body.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
            if (length > LargestBody) return null;
            using var body = JsonDocument.Parse(piece.AsMemory(0, length));
            return body.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            request.Body.Position = 0;
        }
    }

    [LoggerMessage(EventId = 8201, Level = LogLevel.Warning, Message = "The audit could not be written: {Actor} from {Address}, {Operation} of {ThingId}: {Outcome} {Code}")]
    private partial void LogUnwritten(Exception failure, string actor, string address, string operation, string thingId, AuditOutcome outcome, string code);
}

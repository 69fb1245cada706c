using System.Data.Common;
using System.Globalization;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Database;

/// <summary>
/// While the database's server is away, whoever asks is told so and when to come again; nobody takes it for an answer.
/// Boxes keep what they have until it is back.
/// </summary>
internal sealed partial class DatabaseOutages(RequestDelegate next, HubDatabase database, ILogger<DatabaseOutages> logger)
{
    private const string Code = "database_unavailable";

    private const string Detail = "The hub's database cannot be reached at the moment.";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (DbException failure) when (IsDamage(failure))
        {
            throw;
        }
        catch (DbException failure) when (DatabaseFailure.IsUnavailable(failure) && !context.Response.HasStarted)
        {
            LogAway(context.Request.Method, context.Request.Path, failure.Message);
            context.Response.Headers.RetryAfter = DatabaseFailure.Pause.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            context.Response.Headers.CacheControl = "no-store";
            await Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Code, Detail);
        }
    }

    /// <summary>A page that only this request reads may be the damaged one.</summary>
    private bool IsDamage(DbException failure)
    {
        database.Judge(failure);
        return database.Damaged.IsCompleted;
    }

    /// <summary>The same for calls of boxes.</summary>
    public static GrpcExplanation Explain(HubDatabase database) => failure =>
    {
        database.Judge(failure);
        return DatabaseFailure.IsUnavailable(failure) ? AgentRefusal.Create(GrpcStatusCode.Unavailable, Code, Detail, DatabaseFailure.Pause) : null;
    };

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "{Method} {Path} was put off because the database cannot be reached: {Reason}")]
    private partial void LogAway(string method, PathString path, string reason);
}

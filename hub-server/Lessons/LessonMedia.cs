using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Playback;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Lessons;

/// <summary>
/// What there is of a running lesson, for the boxes of its rooms: a room that has lost the host shows its class what was
/// taught so far. <c>/lesson-media/{recording}/…</c>, with a box's certificate, for as long as the room has its part.
/// </summary>
internal sealed class LessonMedia(AgentGate gate, LessonTeller teller)
{
    public void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/lesson-media").ForAgents().AddEndpointFilter(ByPartAsync).ExcludeFromDescription();
        group.MapPlayable();
    }

    private async ValueTask<object?> ByPartAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            var agent = await gate.RequireAsync(context, context.RequestAborted);
            return teller.RecordingFor(agent.RoomId) is { } id && id == (string?)context.GetRouteValue("id")
                ? await next(invocation)
                : Problems.Missing("media_unknown", "The room takes part in no running lesson with that recording.");
        }
        catch (GrpcException refusal)
        {
            return Problems.Create(StatusCodes.Status401Unauthorized, "certificate_refused", refusal.Message);
        }
    }
}

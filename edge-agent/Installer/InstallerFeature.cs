using System.Net;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Http;

namespace Tongtang.EdgeAgent.Installer;

/// <summary>What only the installer may do at the panel, behind the PIN.</summary>
internal static class InstallerFeature
{
    private sealed record PinBody(string Pin);

    private sealed record SessionView(bool Installer, bool PinSet);

    private sealed record EnrolBody(string Code, string? Hub = null);

    private sealed record EnrolledView(string RoomId, string RoomName, string SchoolName);

    public static IServiceCollection AddInstaller(this IServiceCollection services) =>
        services.AddSingleton<InstallerPin>().AddSingleton<InstallerSessions>().AddSingleton<DeviceSearchDesk>();

    public static void MapInstaller(this IEndpointRouteBuilder app)
    {
        var session = app.MapGroup("/api/v1/installer/session");
        session.MapPost("", BeginAsync);
        session.MapGet("", (InstallerSessions sessions, InstallerPin pin, HttpContext context) => TypedResults.Ok(new SessionView(sessions.IsInstaller(context), pin.IsSet)));
        session.MapDelete("", (InstallerSessions sessions, HttpContext context) =>
        {
            sessions.End(context);
            return TypedResults.NoContent();
        });
        var installer = app.MapGroup("/api/v1").AddEndpointFilter(OnlyInstallersAsync);
        installer.MapPut("/installer/pin", ChangePinAsync);
        installer.MapPost("/enrolment", EnrolAsync);
        installer.MapSources();
        installer.MapQuarantine();
        installer.MapEquipment();
        installer.MapDeviceSearch();
    }

    private static async ValueTask<object?> OnlyInstallersAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<InstallerSessions>().IsInstaller(context.HttpContext)
            ? await next(context)
            : Problems.Create(StatusCodes.Status401Unauthorized, "pin_required", "Give the installer's PIN first.");

    private static async Task<IResult> BeginAsync(PinBody body, InstallerPin pin, InstallerSessions sessions, HttpContext context, CancellationToken cancellationToken)
    {
        var atTheBox = context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
        if (!InstallerPin.IsWellFormed(body.Pin)) return Malformed();
        if (!pin.IsSet) await pin.SetAsync(body.Pin, cancellationToken);
        switch (pin.Try(body.Pin, atTheBox))
        {
            case PinAnswer.Right:
                sessions.Begin(context);
                return TypedResults.NoContent();
            case PinAnswer.Locked:
                var seconds = (int)Math.Ceiling(pin.LockedFor(atTheBox).TotalSeconds);
                context.Response.Headers.RetryAfter = seconds.ToString();
                return Problems.Create(StatusCodes.Status429TooManyRequests, "pin_locked", $"Five wrong PINs; the next try is taken in {seconds} s.", ("retryAfterSeconds", seconds));
            default:
                return Problems.Forbidden("pin_wrong", "This is not the installer's PIN.");
        }
    }

    private static async Task<IResult> ChangePinAsync(PinBody body, InstallerPin pin, CancellationToken cancellationToken)
    {
        if (!InstallerPin.IsWellFormed(body.Pin)) return Malformed();
        await pin.SetAsync(body.Pin, cancellationToken);
        return TypedResults.NoContent();
    }

    private static IResult Malformed() =>
        Problems.Invalid("pin_malformed", $"A PIN has {InstallerPin.LeastDigits} to {InstallerPin.MostDigits} digits and nothing else.");

    private static async Task<IResult> EnrolAsync(EnrolBody body, BoxEnrolment enrolment, CancellationToken cancellationToken)
    {
        try
        {
            var enrolled = await enrolment.EnrolAsync(body.Code, JoinFile.Address(body.Hub), cancellationToken);
            return TypedResults.Ok(new EnrolledView(enrolled.RoomId, enrolled.RoomName, enrolled.SchoolName));
        }
        catch (EnrolmentException error)
        {
            return Problems.Create(StatusOf(error.Code), error.Code, error.Message);
        }
    }

    private static int StatusOf(string code) => code switch
    {
        "join_code_unknown" => StatusCodes.Status404NotFound,
        "join_code_used" or "join_code_expired" or "hub_foreign" => StatusCodes.Status409Conflict,
        "hub_unreachable" or "enrolment_failed" => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status400BadRequest,
    };
}

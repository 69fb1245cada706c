using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Devices;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Web;

/// <summary>
/// The OpenAPI 3.1 document of the REST API, made from the routes themselves. The console's client is generated from it:
/// after changing a route, write it anew with <c>hub-server openapi hub-server/console/src/api/openapi.json</c> (a test
/// fails while it is stale).
/// </summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    /// <summary>In the document: the rights of which a route's caller needs one.</summary>
    public const string RightsMember = "x-rights";

    public const string Path = "/openapi/v1.json";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(DescribeAsync);
        options.AddOperationTransformer(AddProblemsAsync);
        options.AddSchemaTransformer(CompleteSchemaAsync);
    });

    public static void MapApiDocument(this IEndpointRouteBuilder app) => app.MapOpenApi(Path).AllowAnonymous();

    /// <summary>The document as text, without a server.</summary>
    public static async Task<string> TextAsync(WebApplication app, CancellationToken cancellationToken)
    {
        // Routes become known to the document when the program starts; this one never does.
        ((IApplicationBuilder)app).UseEndpoints(_ => { });
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync(cancellationToken);
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken) + "\n";
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Tongtang hub",
            Version = Name,
            Description = "Rooms, recordings and accounts of a district. Errors are RFC 9457 problems whose member `code` is stable; act on it, not on the text.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        foreach (var schema in (document.Components.Schemas ?? new Dictionary<string, IOpenApiSchema>()).Values.OfType<OpenApiSchema>()) ForbidNull(schema);
        ApiExamples.Add(document);
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A program's token." },
            ["session"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = "tongtang-session",
                Description = "A person's session (over TLS: __Host-tongtang-session).",
            },
        };
        document.Security = [Requirement(document, "token"), Requirement(document, "session")];
        return Task.CompletedTask;
    }

    /// <summary>
    /// The generator counts null among the values of an enum that some property may leave out; but that property says so
    /// itself, and the others must not.
    /// </summary>
    private static void ForbidNull(OpenApiSchema schema)
    {
        if (schema.Enum is { } values) schema.Enum = [.. values.Where(value => value is not null && !JsonNullSentinel.IsJsonNullSentinel(value))];
    }

    private static OpenApiSecurityRequirement Requirement(OpenApiDocument document, string scheme) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    /// <summary>Every route can answer with a problem; those that need no caller say so.</summary>
    private static async Task AddProblemsAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Responses ??= [];
        var anonymous = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any();
        if (anonymous) operation.Security = [];
        var schema = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), cancellationToken: cancellationToken);
        context.Document?.AddComponent("ProblemDetails", schema);
        operation.Responses.TryAdd("400", Problem(context, "The request cannot be read or asks for what is not allowed"));
        if (anonymous) return;
        operation.Responses.TryAdd("401", Problem(context, "Nobody is signed in"));
        var needed = context.Description.ActionDescriptor.EndpointMetadata.OfType<NeededRights>().LastOrDefault()?.AnyOf ?? [];
        if (needed.Count == 0) return;
        operation.Responses.TryAdd("403", Problem(context, "The caller has none of the rights that this needs"));
        operation.AddExtension(RightsMember, new JsonNodeExtension(new JsonArray([.. needed.Select(right => JsonValue.Create(right.Word()))])));
    }

    private static OpenApiResponse Problem(OpenApiOperationTransformerContext context, string description) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("ProblemDetails", context.Document) },
        },
    };

    private static Task CompleteSchemaAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        // Our converter writes times as text; the generator cannot see that.
        if (type == typeof(DateTimeOffset)) schema.Type = JsonSchemaType.String;
        if (type == typeof(DateTimeOffset?)) schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        // The same of a value that is one of three.
        if (type == typeof(PropertyValue)) schema.Type = JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean;
        if (type == typeof(PropertyValue?)) schema.Type = JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean | JsonSchemaType.Null;
        if (type == typeof(IReadOnlyDictionary<string, PropertyValue>))
            schema.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean };
        if (type == typeof(ProblemDetails)) AddProblemCode(schema);
        return Task.CompletedTask;
    }

    private static void AddProblemCode(OpenApiSchema schema)
    {
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties[Problems.CodeMember] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "A stable snake_case word for what is wrong.",
            Examples = [JsonValue.Create("room_unknown")],
        };
        schema.Required = new HashSet<string> { Problems.CodeMember };
        schema.AdditionalPropertiesAllowed = true;
    }
}

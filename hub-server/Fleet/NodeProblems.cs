using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Fleet;

/// <summary>What can be wrong with a wish about the tree.</summary>
internal static class NodeProblems
{
    /// <summary>Not there, or not in the caller's scope: the same answer, so that nothing can be probed.</summary>
    public static ProblemHttpResult Unknown(string node, string id) =>
        Problems.Missing($"{node}_unknown", $"There is no {node} {(id.Length > 40 ? id[..40] + "…" : id)}.");

    public static ProblemHttpResult ParentUnknown(string node, string? id) =>
        Problems.Invalid($"{node}_unknown", $"There is no {node} {(id is { Length: > 40 } ? id[..40] + "…" : id)} to put it into.");

    public static ProblemHttpResult OutsideScope(string detail) => Problems.Forbidden("scope_too_small", detail);

    public static ProblemHttpResult NameTaken(string node, string name) =>
        Problems.Conflict($"{node}_name_taken", $"There is a {node} named {name} here already.");

    public static ProblemHttpResult NotEmpty(string node, string name, Holdings held) => Problems.Create(
        StatusCodes.Status409Conflict, $"{node}_not_empty", $"{name} still holds {held}; delete or move those first.", ("holds", held));
}

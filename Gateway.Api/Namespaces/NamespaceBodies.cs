namespace InfernoOrleans.Gateway.Api.Namespaces;

/// <summary>What is to be seen where.</summary>
/// <param name="Source">What: a path of the namespace; of a mount a path of the cluster's, or of a tree, <c>#models/deploy-3</c>.</param>
/// <param name="Target">Where: a path that is there already.</param>
/// <param name="Order">
/// <c>replace</c> (also when absent): in place of what is there; <c>before</c> or <c>after</c>: its names are found first, or last.
/// </param>
/// <param name="Creates">Whether files that are created at the target may be created in it; false when absent.</param>
internal sealed record NamespaceBindBody(string? Source = null, string? Target = null, string? Order = null, bool? Creates = null);

/// <summary>What is no longer to be seen there.</summary>
/// <param name="Target">Where.</param>
/// <param name="Source">What; all that is bound or mounted there when absent.</param>
internal sealed record NamespaceUnmountBody(string? Target = null, string? Source = null);

/// <summary>The namespace was changed.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record NamespaceAnswer(bool Success, string Message);

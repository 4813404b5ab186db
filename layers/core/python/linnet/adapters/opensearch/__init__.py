"""The search index on OpenSearch. Only functions that search or fill it have the package `opensearchpy`."""
